namespace DualPath.Training.Tasks;

internal enum MoveKind
{
    /// <summary>What is at one place and what is at the other change places; nothing is named.</summary>
    Swap,

    /// <summary>Everything at one place goes to the other; nothing is named.</summary>
    Pour,

    /// <summary>A thing is named and put somewhere: whoever reads this needs nothing before it.</summary>
    Put,
}

internal readonly record struct Move(MoveKind Kind, int From, int To, int Thing = -1);

/// <summary>
/// Where each of some things is while they are moved about, and how many dependent steps its place takes to find: each move that does not
/// name the thing adds one, a move that names it or an answer about it starts again.
/// </summary>
internal sealed class Whereabouts
{
    private const int MostTries = 1000;

    private readonly int _places;
    private readonly int[] _at;
    private readonly int[] _before;
    private readonly int[] _hops;
    private readonly bool[] _told;
    private Move _last;

    /// <param name="at">Place of each thing.</param>
    /// <param name="places">Number of places.</param>
    public Whereabouts(int[] at, int places)
    {
        _places = places;
        _at = [.. at];
        _before = [.. at.Select(_ => -1)];
        _hops = new int[at.Length];
        _told = new bool[at.Length];
    }

    public int Things => _at.Length;

    public int PlaceOf(int thing) => _at[thing];

    public int HopsOf(int thing) => _hops[thing];

    public int[] ThingsAt(int place) => [.. Enumerable.Range(0, _at.Length).Where(thing => _at[thing] == place)];

    public bool IsEmpty(int place) => !_at.Contains(place);

    /// <summary>The conversation says where the thing is.</summary>
    public void Told(int thing) => (_hops[thing], _before[thing], _told[thing]) = (0, -1, true);

    /// <summary>Whether the conversation says it and nothing has changed since.</summary>
    public bool IsTold(int thing) => _told[thing];

    public void Do(Move move)
    {
        for (int thing = 0; thing < _at.Length; thing++)
        {
            int to = Destination(move, thing);
            if (to != _at[thing])
            {
                _before[thing] = _at[thing];
                _at[thing] = to;
                _told[thing] = false;
                _hops[thing] = move.Kind == MoveKind.Put ? 1 : _hops[thing] + 1;
            }
        }

        _last = move;
    }

    /// <summary>
    /// A random move that takes the target somewhere else, or one that leaves it where it is. The target never goes straight back, since
    /// two such moves would cancel, and is never named.
    /// </summary>
    public Move Draw(Random random, IReadOnlyList<MoveKind> kinds, Func<Move, bool> allowed, int target, bool moves)
    {
        for (int tries = 0; ; tries++)
        {
            // Where chance has left nothing but the way back, that has to do.
            bool strict = tries < MostTries;
            var kind = Names.Pick(random, kinds);
            int thing = kind == MoveKind.Put ? random.Next(_at.Length) : -1;
            var move = new Move(kind, thing < 0 ? random.Next(_places) : _at[thing], random.Next(_places), thing);
            bool targetMoves = Destination(move, target) != _at[target];
            if (move.From != move.To && thing != target && targetMoves == moves && !(strict && moves && Destination(move, target) == _before[target])
                && !(strict && Repeats(move)) && allowed(move))
            {
                return move;
            }
        }
    }

    private bool Repeats(Move move) => move.Kind == _last.Kind && Math.Min(move.From, move.To) == Math.Min(_last.From, _last.To)
        && Math.Max(move.From, move.To) == Math.Max(_last.From, _last.To);

    private int Destination(Move move, int thing) => _at[thing] switch
    {
        var at when at == move.From && (move.Kind != MoveKind.Put || move.Thing == thing) => move.To,
        var at when at == move.To && move.Kind == MoveKind.Swap => move.From,
        var at => at,
    };
}
