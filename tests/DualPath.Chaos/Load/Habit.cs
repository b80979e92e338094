namespace DualPath.Chaos.Load;

/// <summary>What a client does after it has asked.</summary>
internal enum Habit
{
    /// <summary>Reads to the end.</summary>
    Stays,

    /// <summary>Breaks the connection again and again, and reads on elsewhere.</summary>
    Flickers,

    /// <summary>Goes, and never comes back.</summary>
    Leaves,

    /// <summary>Stops the turn at some point, and reads to the end.</summary>
    Stops,
}
