namespace DualPath.Training.Tasks;

/// <summary>Greetings, thanks, questions about the model itself. One answer per intent, learned by heart.</summary>
internal sealed class SmallTalkTask : ITask
{
    private static readonly (string Answer, string[] Questions)[] Intents =
    [
        ("Hello! Tell me who is whose, or give me a sum.",
            ["Hello", "Hello!", "Hi", "Hi!", "Hi there", "Hey", "Hey!", "Hello there!", "Good morning", "Good morning!", "Good evening", "Good day", "Good afternoon", "Greetings", "Hello, how do you do?"]),
        ("I am fine, thank you.",
            ["How are you?", "How are you doing?", "How is it going?", "How's it going?", "Are you well?", "Are you OK?", "Hi, how are you?", "Hello, how are you today?", "How do you feel?", "What's up?", "How are things?"]),
        ("You are welcome.",
            ["Thanks", "Thanks!", "Thank you", "Thank you!", "Thank you very much", "Thanks a lot", "Many thanks!", "Great, thanks", "Thank you for your help", "Cool, thank you!", "Thx"]),
        ("Goodbye! It was nice to talk to you.",
            ["Bye", "Bye!", "Goodbye", "Goodbye!", "See you", "See you later", "See you tomorrow!", "Good night", "I have to go", "I must go now", "Bye bye", "Thanks, bye"]),
        ("I am a small language model that answers twice: first fast, then after some thought.",
            ["Who are you?", "What are you?", "What is your name?", "What's your name?", "Are you a robot?", "Are you a human?", "Are you a person?", "Are you a computer?", "Are you a bot?", "Tell me about yourself", "Introduce yourself", "Do you have a name?", "Are you an AI?"]),
        ("I can follow who is whose, add two numbers and chat a little.",
            ["What can you do?", "What can you do for me?", "Help", "Help!", "Can you help me?", "What do you know?", "How can you help me?", "What can I ask you?", "What can I ask?", "What are you good at?", "What do you do?", "How do you work?", "I need help", "What should I ask?"]),
        ("I answer at once, then I check the answer with more steps.",
            ["Why do you answer twice?", "Why did you change your answer?", "Why did your answer change?", "How do you think?", "What does checking mean?", "What does draft mean?", "Why two answers?", "How does this work?", "Why do you check?", "What are the steps?"]),
        ("I am sorry. Please tell me the facts once more.",
            ["That is wrong", "That's wrong", "You are wrong", "No, that is not right", "This is not right", "Wrong!", "Wrong answer", "That is not true", "You made a mistake", "No!", "I think that is wrong", "Are you sure?"]),
        ("I am glad to hear that.",
            ["Great", "Great!", "Very good", "Good", "Nice", "Well done", "Good job", "Cool", "That is right", "That's right!", "Correct", "Perfect", "You are right", "Good work", "Excellent!", "I like you", "You are smart", "I am happy", "Yes"]),
        ("All right.",
            ["OK", "Okay", "Fine", "I see", "All right", "Alright", "Got it", "Hm", "Sure", "I understand", "Ok then", "No thanks", "Never mind", "Wait", "No problem"]),
        ("Nice to meet you.",
            ["Nice to meet you", "Pleased to meet you", "I am {0}", "My name is {0}", "I'm {0}", "Hi, I am {0}", "Hello, my name is {0}", "This is {0}", "Hello, I'm {0}", "They call me {0}"]),
        ("For example: Ann's boss is Bob. Bob's boss is Leo. Who is Ann's boss's boss?",
            ["Give me an example", "Show me an example", "For example?", "Can you give an example?", "An example, please", "What is a good question?", "Like what?", "Example?", "How do I ask?", "What should I say?", "Give me a question"]),
    ];

    public string Name => "talk";

    public string Domain => "talk";

    public int MaxLevel => 1;

    public IEnumerable<string> Wordings => Intents.SelectMany(intent => intent.Questions.Append(intent.Answer));

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false)
    {
        (string answer, string[] questions) = Names.Pick(random, Intents);
        string question = Names.Pick(random, questions).Replace("{0}", Names.Draw(random, 1, plain: false)[0], StringComparison.Ordinal);
        string ending = random.Next(6) == 0 && char.IsLetter(question[^1]) ? Names.Pick(random, [".", "!", "?"]) : string.Empty;
        return [new Exchange(Name, 1, [new Segment(question + ending)], answer, null)];
    }
}
