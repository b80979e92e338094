using static DualPath.Training.Tasks.FactForm;

namespace DualPath.Training.Tasks;

/// <summary>Questions about chemical elements: name, symbol, number, and the next in the order of the numbers, which chains to any depth.</summary>
internal static class ElementForms
{
    private const string After = "the element [after|that comes after|next to come after|that follows]";

    private static readonly Element[] Table =
        [.. FactData.Rows("elements.tsv").Select((row, i) => new Element(i + 1, row[1], row[2]!, row[0] is not null))];

    private static readonly IReadOnlyList<Element> All94 = FactData.Weighted(Table, element => element.WellKnown);
    private static readonly IReadOnlyList<Element> WithSymbol = FactData.Weighted(Table.Where(element => element.Symbol is not null), element => element.WellKnown);

    // The word mercury is shown with the capital of the planet, so it is only asked about.
    private static readonly IReadOnlyList<Element> Named = [.. All94.Where(element => element.Name != "mercury")];

    private static readonly string[] FollowUp = ["and [of|for|] {0}[?|]", "[what|how] about {0}[?|]", "[now|OK, and] {0}[?|]"];

    /// <summary>The symbols, which are always written with a capital.</summary>
    public static IEnumerable<string> Symbols => WithSymbol.Select(element => element.Symbol!);

    /// <summary>The names, for the vocabulary.</summary>
    public static IEnumerable<string> ElementNames => Table.Select(element => element.Name);

    public static IReadOnlyList<FactForm> All { get; } =
    [
        Form(1, 2, WithSymbol, e => new([e.Name, $"{e.Name}'s"], $"It is {e.Symbol}."), [
            "what is the symbol of {0}?", .. About("the [|chemical ]symbol [of|for] {0}"), .. About("{1} [|chemical ]symbol"), "[{0} symbol|symbol {0}|symbol of {0}][?|]",
            .. Direct("[which|what] symbol [has {0}|stands for {0}]"), "how is {0} written [in chemistry|as a symbol]?", "what does one write for {0} in chemistry?"], FollowUp),
        Form(1, 2, [.. WithSymbol.Where(Named.Contains)], e => new([e.Symbol!], $"It is {e.Name}."), [
            "which element has the symbol {0}?", .. Direct("[which|what] element [has the symbol|is written|is|has the letters] {0}"), .. About("the element with the symbol {0}"),
            "what does the symbol {0} [mean|stand for]?", "{0} is the symbol [of|for] [which|what] element?", "[what|which] element does {0} stand for?",
            "{0} is [which|what] element?", "which element's symbol is {0}?"]),
        Form(1, 2, All94, e => new([e.Name, $"{e.Name}'s"], $"It is {e.Number}."), [
            "what is the atomic number of {0}?", .. About("the [atomic |]number of {0}"), .. About("{1} atomic number"), "[{0} atomic number|atomic number {0}|atomic number of {0}][?|]",
            .. Direct("[which|what] atomic number [has {0}|does {0} have]"), "[which|what] number is {0} in the periodic table?", "[where|at which number] does {0} stand in the periodic table?"], FollowUp),
        Form(1, 2, Named, e => new([$"{e.Number}"], $"It is {e.Name}."), [
            "which element has the number {0}?", .. Direct("[which|what] element has [the atomic number|atomic number|the number|number] {0}"), .. About("the element with the [|atomic ]number {0}"),
            .. About("element [number |]{0}"), "{0} is the [|atomic ]number of [which|what] element?", .. Direct("[which|what] element is number {0} in the periodic table")]),
        new(1, 1.5, [
            "is {1} the symbol of {0}?", .. YesNo("is {1} the [|chemical ]symbol [of|for] {0}"), .. YesNo("is the symbol of {0} {1}"), .. YesNo("does {1} stand for {0}"),
            .. YesNo("does {0} have the symbol {1}")], IsSymbol),
        Next(1, Named, e => new([e.Name], string.Empty), [
            "which element comes after {0}?", .. Direct("[which|what] element [comes after|follows|is after|comes next after] {0}"), .. About($"{After} {{0}}"),
            "{0} is followed by [which|what] element?", "{0}, and [which|what] element comes next?"]),
        Next(2, Named, e => new([e.Name], string.Empty, Table[e.Number].Name), [
            $"which element comes after {After} {{0}}~?", .. Direct($"[which|what] element [comes after|follows|is after] {After} {{0}}~"), .. About($"{After} {After} {{0}}~"),
            "start at {0}. take the next element~. [which|what] element comes after that?", "{0}, then the next element~, and then the next one: which is it?"], steps: 2),
        Next(2, [.. WithSymbol], e => new([e.Symbol!], string.Empty, e.Name), [
            "which element comes after {0}~?", .. Direct("[which|what] element [comes after|follows|is after] {0}~"), "{0} is the symbol of an element~. [what|which one|which element] comes next?"]),
        Form(2, 2, [.. WithSymbol.Where(HasNext)], e => new([e.Name], $"It is {Table[e.Number].Symbol}.", Table[e.Number].Name), [
            $"what is the symbol of {After} {{0}}~?", .. About($"the [|chemical ]symbol of {After} {{0}}~"), .. Direct($"[which|what] symbol has {After} {{0}}~"),
            "take the element after {0}~. what is its symbol?", "one element comes after {0}~. what is its symbol?"]),
        Form(2, 2, WithSymbol, e => new([e.Symbol!], $"It is {e.Number}.", e.Name), [
            "what is the atomic number of {0}~?", .. About("the [atomic |]number of [the element with the symbol |]{0}~"), "{0} is the symbol of an element~. what is its number?"]),
        Form(2, 2, WithSymbol, e => new([$"{e.Number}"], $"It is {e.Symbol}.", e.Name), [
            "what is the symbol of element {0}~?", .. About("the [|chemical ]symbol of [element|element number|the element with the number|the element with the atomic number] {0}~"),
            "one element has the number {0}~. what is its symbol?"]),
        Form(3, 2, [.. WithSymbol.Where(HasNext)], e => new([e.Symbol!], $"It is {Table[e.Number].Symbol}.", e.Name, Table[e.Number].Name), [
            $"what is the symbol of {After} {{0}}~?~", .. About($"the [|chemical ]symbol of {After} [|the one with the symbol ]{{0}}~").Select(pattern => pattern + "~"),
            "{0} is the symbol of an element~. take the next element~. what is its symbol?", "{0} is an element~. another comes next~. what is the symbol of that one?"]),
        Form(3, 2, [.. Table.Where(e => e.Number + 2 <= Table.Length && Table[e.Number + 1].Symbol is not null)],
            e => new([e.Name], $"It is {Table[e.Number + 1].Symbol}.", Table[e.Number].Name, Table[e.Number + 1].Name), [
                $"what is the symbol of {After} {After} {{0}}~?~", .. About($"the [|chemical ]symbol of {After} {After} {{0}}~").Select(pattern => pattern + "~"),
                "start at {0}. take the next element~. take the next one again~. what is its symbol?", "{0}, then the next element~, then the next~: what is its symbol?"]),
        Next(3, Named, e => new([e.Symbol!], string.Empty, e.Name, Table[e.Number].Name), [
            $"which element comes after {After} {{0}}~?~", .. Direct($"[which|what] element [comes after|follows|is after] {After} {{0}}~").Select(pattern => pattern + "~"),
            "{0} is the symbol of an element~. take the next element~. which one comes after that?"], steps: 2),
    ];

    private static bool HasNext(Element element) => element.Number < Table.Length && Table[element.Number].Symbol is not null;

    private static FactForm Form(int level, double weight, IReadOnlyList<Element> elements, Func<Element, Fact> fact, string[] patterns, string[]? followUps = null) =>
        new(level, weight, patterns, random => fact(Names.Pick(random, elements))) { FollowUps = followUps ?? [] };

    /// <summary>Asks for the element some steps on.</summary>
    private static FactForm Next(int level, IReadOnlyList<Element> elements, Func<Element, Fact> fact, string[] patterns, int steps = 1)
    {
        var starts = elements.Where(e => e.Number + steps <= Table.Length && Named.Contains(Table[e.Number + steps - 1]) && (level == 1 || fact(e).Values[0] is not null)).ToArray();
        return Form(level, 1.5, starts, e => fact(e) with { Answer = $"It is {Table[e.Number + steps - 1].Name}." }, patterns);
    }

    private static Fact IsSymbol(Random random)
    {
        var element = Names.Pick(random, WithSymbol);
        bool yes = random.Next(2) == 0;
        string symbol = yes ? element.Symbol! : Names.Pick(random, [.. WithSymbol.Where(other => other != element)]).Symbol!;
        return new Fact([element.Name, symbol], yes ? "Yes." : "No.");
    }

    private sealed record Element(int Number, string? Symbol, string Name, bool WellKnown);
}
