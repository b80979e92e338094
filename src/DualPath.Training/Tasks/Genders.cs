namespace DualPath.Training.Tasks;

/// <summary>Which pronouns go with a name; none go with a name the vocabulary does not hold, or that both women and men have.</summary>
internal static class Genders
{
    private static readonly HashSet<string> Women = new(
        ("Ann Mia Eva Zoe Lea Amy Ida Sue Meg Liz Pam Peg Una Anna Cara Clara Dora Emma Ella Gina Hana Iris Jane Jean Julia Kate Lena Lily Mary Maria Nina Nora Olga "
        + "Paula Petra Rita Rosa Ruth Sara Sofia Susan Tara Tina Vera Wendy Alice Carol Elena Grace Laura Linda Sophie Emily Maya Priya Fatima").Split(' '),
        StringComparer.Ordinal);

    private static readonly HashSet<string> Men = new(
        ("Bob Leo Tom Max Jim Dan Ben Tim Ray Roy Ian Ken Joe Ted Adam Alan Carl Dave Erik Finn Fred Glen Hugo Ivan Jack John Karl Lars Luke Mark Noah Omar Oscar Otto "
        + "Paul Peter Ryan Steve Theo Victor Walt Bruno David Frank Henry Isaac James Lucas Marco Oliver Robert Simon Thomas Daniel George Ravi Ahmed").Split(' '),
        StringComparer.Ordinal);

    /// <summary>Every pronoun, for the vocabulary.</summary>
    public static string Wordings => "she her he him his their";

    /// <summary>"She" and "her", or "he" and "him"; null where nobody can tell.</summary>
    public static (string Subject, string Object)? Of(string name) =>
        Women.Contains(name) ? ("she", "her") : Men.Contains(name) ? ("he", "him") : null;

    /// <summary>"My", "her", "his" or, where nobody can tell, "their".</summary>
    public static string Possessive(string name) => name == "I" ? "my" : Of(name)?.Object.Replace("him", "his", StringComparison.Ordinal) ?? "their";
}
