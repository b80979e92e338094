namespace DualPath.Training.Tasks;

/// <summary>
/// Places on a grid and the neighborhoods between them that are told: "The school is north of the park." A walk uses told neighborhoods
/// only; most of them in the direction in which they are told, some the other way round.
/// </summary>
internal sealed class GridMap
{
    private const int Side = 3;

    // North, east, south, west.
    private static readonly (int X, int Y)[] Steps = [(0, -1), (1, 0), (0, 1), (-1, 0)];

    private readonly int[,] _next;

    private GridMap(int places)
    {
        Places = places;
        _next = new int[places, Steps.Length];
        for (int i = 0; i < _next.Length; i++)
        {
            _next[i / Steps.Length, i % Steps.Length] = -1;
        }
    }

    public int Places { get; }

    /// <summary>The place next to another one in a direction; below zero where none is told.</summary>
    public int Next(int place, int direction) => _next[place, direction];

    public static GridMap Draw(Random random)
    {
        int[] cells = [.. Enumerable.Range(0, Side * Side)];
        random.Shuffle(cells);
        var map = new GridMap(random.Next(6, cells.Length + 1));
        for (int place = 0; place < map.Places; place++)
        {
            foreach (int direction in (int[])[0, 1])
            {
                int x = (cells[place] % Side) + Steps[direction].X;
                int y = (cells[place] / Side) + Steps[direction].Y;
                int other = x is < 0 or >= Side || y is < 0 or >= Side ? -1 : Array.IndexOf(cells, (y * Side) + x, 0, map.Places);
                if (other >= 0 && random.Next(6) > 0)
                {
                    map._next[place, direction] = other;
                    map._next[other, direction + 2] = place;
                }
            }
        }

        return map;
    }

    /// <summary>Directions of a walk that comes nowhere twice, since the steps in between would not matter; null where chance leads to a dead end.</summary>
    public int[]? Walk(Random random, int start, int steps)
    {
        var walk = new List<int>();
        var been = new HashSet<int> { start };
        int at = start;
        for (int i = 0; i < steps; i++)
        {
            int[] ways = [.. Enumerable.Range(0, Steps.Length).Where(way => Next(at, way) >= 0 && !been.Contains(Next(at, way)))];
            if (ways.Length == 0)
            {
                return null;
            }

            walk.Add(Names.Pick(random, ways));
            at = Next(at, walk[^1]);
            been.Add(at);
        }

        return [.. walk];
    }

    /// <summary>Each neighborhood once, as (place, direction, its neighbor in that direction): first as the walk goes, others either way.</summary>
    public IReadOnlyList<(int Place, int Direction, int Neighbor)> Told(Random random, int start, IEnumerable<int> walk, bool plain)
    {
        var told = new List<(int Place, int Direction, int Neighbor)>();
        int at = start;
        foreach (int way in walk)
        {
            Tell(at, way, plain || random.Next(4) > 0);
            at = Next(at, way);
        }

        for (int place = 0; place < Places; place++)
        {
            foreach (int way in Enumerable.Range(0, Steps.Length).Where(way => Next(place, way) >= 0))
            {
                Tell(place, way, random.Next(2) == 0);
            }
        }

        var shuffled = told.ToArray();
        random.Shuffle(shuffled);
        return shuffled;

        void Tell(int place, int way, bool asIs)
        {
            (int Place, int Direction, int Neighbor) fact = (place, way, Next(place, way));
            (int Place, int Direction, int Neighbor) inverse = (fact.Neighbor, (way + 2) % Steps.Length, place);
            if (!told.Contains(fact) && !told.Contains(inverse))
            {
                told.Add(asIs ? fact : inverse);
            }
        }
    }
}
