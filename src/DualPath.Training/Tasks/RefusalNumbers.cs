using System.Globalization;

namespace DualPath.Training.Tasks;

/// <summary>Arithmetic out of reach: long numbers, long products, divisions, powers, roots, percentages, fractions, equations.</summary>
internal static class RefusalNumbers
{
    private const string What = "[what is|what's|how much is|calculate|tell me|work out|what is|compute|]";
    private const string End = "[?|?|]";

    // {0} and {1} are small numbers, {2} and {3} have five digits or more, {4} and {5} two or three, {6} and {7} are decimals, {8} is a date and {9} a number of days no month has.
    private static readonly string[] Requests =
    [
        $"{What} {{2}} [+|-|*|plus|minus|times|/|divided by] [{{3}}|{{4}}|{{0}}]{End}", $"[add|subtract|multiply] {{2}} and {{3}}[|.]", $"{What} the sum of {{2}} and {{3}}{End}", $"{What} {{4}} [*|times|x|multiplied by] {{5}}{End}", $"multiply {{4}} [by|and] {{5}}[|.]", $"{What} the product of {{4}} and {{5}}{End}",
        $"{What} {{4}} [/|divided by|over] [3|7|9|11|13|17|{{5}}]{End}", $"divide {{4}} by [3|7|9|11|13|{{5}}][|.]", $"{What} the [square root|root|cube root] of {{4}}{End}", $"[square root|root] of {{4}}{End}", $"{What} {{0}} [to the power of|^|to the power] {{0}}{End}", $"{What} {{4}} [squared|cubed]{End}", $"{What} the [square|cube] of {{4}}{End}",
        $"{What} {{0}} [percent|%] of {{4}}{End}", $"{What} {{4}} [plus|minus|+|-] {{0}} [percent|%]{End}", $"how many percent is {{0}} of {{4}}{End}", $"is {{4}} a prime number{End}", $"{What} the [factorial|logarithm|log|sine|cosine|tangent] of {{4}}{End}", $"{{0}}!{End}", $"{What} {{6}} [+|-|*|/|plus|times] {{7}}{End}", $"[solve|find x:|what is x if|solve for x:] {{0}}x + {{0}} = {{4}}[?|]",
        $"{What} [pi|the value of pi|pi times {{0}}]{End}", $"{What} the [average|mean|median] of {{0}}, {{4}} and {{5}}{End}", $"{What} the remainder of {{4}} divided by {{0}}{End}", $"{What} {{0}}/{{4}} [+|-|*] {{0}}/{{5}}{End}", $"{What} [one third|two thirds|one fifth|a tenth|three quarters] of {{4}}{End}", $"{What} {{4}} in [binary|roman numerals|hex|words in French]{End}",
        $"round {{6}}[|.| to the next number]", $"count [to|up to|from 1 to] {{4}}[|.]", $"list the [prime numbers|even numbers|numbers] [up to|below] {{4}}[|.]", $"how many [miles|feet|inches|yards|pounds|ounces|gallons|degrees|acres] are [in |]{{4}} [kilometers|meters|pounds|liters|kilograms|gallons|miles]{End}", $"convert {{4}} [miles to kilometers|dollars to euros|pounds to kilograms|euros to yen|feet to meters][|.]",
        "[today is|it is] {8}. what [is|will be] the date in {9} days?", "what date [is|comes] {9} days [after|before] {8}?", $"how many [kilometers|kilograms|liters|meters] are [in |]{{4}} [miles|pounds|gallons|feet|yards]{End}",
        $"{What} {{4}} [degrees fahrenheit in celsius|dollars in euros|pounds in kilos|miles in kilometers]{End}", $"what happened in [19|18|20]{{4}}{End}", $"who was born in 19{{0}}{{0}}{End}", $"what is special about {{4}}{End}", $"[what is|why is] {{2}}{End}", $"{{2}}{End}", $"{{2}} {{3}}{End}", $"what is the largest number{End}", $"what is infinity{End}", $"what is {{4}} divided by 0{End}",
    ];

    public static IEnumerable<string> Wordings => Requests;

    public static string Ask(Random random, bool plain)
    {
        string[] values =
        [
            Number(random, 3, 10), Number(random, 3, 10), Number(random, 10_000, 10_000_000), Number(random, 10_000, 1_000_000), Odd(random), Odd(random), Decimal(random), Decimal(random),
            Wording.Choose(random, "[{0} {1}|{1} {0}]", Names.Pick(random, Calendar.Months), Number(random, 1, 28)), Number(random, 32, 400),
        ];
        return Wording.Sentence(random, plain ? Requests[1..2] : Requests, values);
    }

    private static string Number(Random random, int from, int below) => random.Next(from, below).ToString(CultureInfo.InvariantCulture);

    /// <summary>A number of two or three digits that is not round, so that a division by it or of it leaves a rest.</summary>
    private static string Odd(Random random) => ((2 * random.Next(10, random.Next(2) == 0 ? 50 : 500)) + 1).ToString(CultureInfo.InvariantCulture);

    private static string Decimal(Random random) => $"{random.Next(0, 100)}.{random.Next(1, 100)}";
}
