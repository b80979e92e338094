namespace DualPath.EndToEnd.Tests.Chat;

/// <summary>Questions by the shipped model's card. What becomes of them, the tests read from the server's own events.</summary>
internal static class Ask
{
    /// <summary>One step: the shallow pass can do it.</summary>
    public const string Easy = "Ann's boss is Bob. Bob's boss is Leo. Who is Ann's boss?";

    /// <summary>Four steps: more than the shallow pass has. Two more are told than are asked for, or the last but one would be a good guess.</summary>
    public const string Hard =
        "Ann's boss is Bob. Bob's boss is Leo. Leo's boss is Mia. Mia's boss is Tom. Tom's boss is Eva. Eva's boss is Max. Who is Ann's boss's boss's boss's boss?";

    /// <summary>Eight steps, and as many facts as fit: what keeps the deep path busy longest.</summary>
    public const string Longest =
        "Ann's boss is Bob. Bob's boss is Leo. Leo's boss is Mia. Mia's boss is Tom. Tom's boss is Eva. Eva's boss is Max. Max's boss is Ida. "
        + "Ida's boss is Sam. Sam's boss is Kim. Who is Ann's boss's boss's boss's boss's boss's boss's boss's boss?";
}
