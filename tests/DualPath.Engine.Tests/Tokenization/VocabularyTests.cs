using DualPath.Engine.Tokenization;
using DualPath.Model;

namespace DualPath.Engine.Tests.Tokenization;

public sealed class VocabularyTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public void Load_WhatToJsonWrote_IsTheSameVocabulary()
    {
        var vocabulary = new Vocabulary(["Ann", "boss", "I'm"], [".", "?"], slots: 8);
        File.WriteAllText(_file, vocabulary.ToJson());

        var loaded = Vocabulary.Load(_file);

        Assert.Equal((vocabulary.Size, vocabulary.Slots, vocabulary.ToJson()), (loaded.Size, loaded.Slots, loaded.ToJson()));
    }

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("null", "null")]
    [InlineData("{}", "format")]
    [InlineData("""{"format":"other","version":1,"slots":1,"symbols":[],"words":[]}""", "other")]
    [InlineData("""{"format":"dualpath-words","version":2,"slots":1,"symbols":[],"words":[]}""", "version 2")]
    [InlineData("""{"format":"dualpath-words","version":1,"slots":-1,"symbols":[],"words":[]}""", "negative")]
    [InlineData("""{"format":"dualpath-words","version":1,"slots":9999,"symbols":[],"words":[]}""", "256")]
    [InlineData("""{"format":"dualpath-words","version":1,"slots":1,"symbols":[],"words":["Ann","ann"]}""", "twice")]
    [InlineData("""{"format":"dualpath-words","version":1,"slots":1,"symbols":[],"words":["two words"]}""", "two words")]
    [InlineData("""{"format":"dualpath-words","version":1,"slots":1,"symbols":["ab"],"words":[]}""", "ab")]
    [InlineData("""{"format":"dualpath-words","version":1,"slots":1,"symbols":[],"words":[null]}""", "not one word")]
    public void Load_DamagedFile_NamesFileAndProblem(string content, string problem)
    {
        File.WriteAllText(_file, content);
        var error = Assert.Throws<ModelFormatException>(() => Vocabulary.Load(_file));
        Assert.Equal(_file, error.File);
        Assert.Contains(problem, error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Load_NoFile_NamesIt() =>
        Assert.Contains("nowhere.json", Assert.Throws<ModelFormatException>(() => Vocabulary.Load("nowhere.json")).Message, StringComparison.Ordinal);

    public void Dispose() => File.Delete(_file);
}
