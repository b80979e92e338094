using DualPath.Training.Tasks;

namespace DualPath.Training.Tests.Tasks;

public sealed class MarkedTests
{
    [Fact]
    public void Cut_NumberOfTwoDigits_HasItsTensAtTheNextToken() =>
        Assert.Equal(
            [new("Start with 7", "7"), new(".", "0"), new(" Add 15", "2"), new(" to", "2"), new(" it?")],
            Marked.Cut("Start with 7^. Add 15^ to it?", [Marked.Digits(7), Marked.Digits(22)]));

    [Fact]
    public void Cut_MarksSideBySide_GiveTheTokenToTheLaterOne() =>
        Assert.Equal(
            [new("12", "2"), new("+", "1"), new("3", "5")],
            Marked.Cut("12^+3^", [Marked.Digits(12), Marked.Digits(15)]));

    [Fact]
    public void Cut_OneWordResults_TakeOneTokenEach() =>
        Assert.Equal([new("Monday", "Monday"), new(", 3 days later", "Thursday"), new("?")], Marked.Cut("Monday^, 3 days later^?", [["Monday"], ["Thursday"]]));

    [Fact]
    public void Cut_OtherNumberOfMarks_IsRefused() => Assert.Throws<ArgumentException>(() => Marked.Cut("7^", []));
}
