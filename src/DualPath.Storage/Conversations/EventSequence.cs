using DualPath.Contracts.Conversations;

namespace DualPath.Storage.Conversations;

/// <summary>What every conversation log demands of the events it is given.</summary>
internal static class EventSequence
{
    /// <summary>The position the events follow on from.</summary>
    /// <exception cref="ArgumentException">There are none, or their positions are not consecutive from 1 or later.</exception>
    public static long PositionBefore(IReadOnlyList<TurnEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (events.Count == 0)
        {
            throw new ArgumentException("There is nothing to append.", nameof(events));
        }

        long first = events[0].Seq;
        for (int i = 0; i < events.Count; i++)
        {
            if (first < 1 || events[i].Seq != first + i)
            {
                throw new ArgumentException($"Event {i} has position {events[i].Seq}; expected {Math.Max(first, 1) + i}.", nameof(events));
            }
        }

        return first - 1;
    }
}
