using DualPath.Model.KvCache;

namespace DualPath.Model.Tests.KvCache;

public sealed class CacheLookupTests
{
    [Theory]
    [InlineData("full", CacheLookupKind.Full, null)]
    [InlineData("skip", CacheLookupKind.Full, null)]
    [InlineData("latest", CacheLookupKind.Latest, null)]
    [InlineData("latest-m4", CacheLookupKind.Latest, null)]
    [InlineData("available-m4", CacheLookupKind.Latest, null)]
    [InlineData("always-last-m4", CacheLookupKind.AlwaysLast, null)]
    [InlineData("latest-m4-compress-s16", CacheLookupKind.Latest, 16)]
    [InlineData("latest-m2-compress-s4", CacheLookupKind.Latest, 4)]
    public void Parse_ReferenceName_IsUnderstood(string name, CacheLookupKind kind, int? slots)
    {
        Assert.Equal(new CacheLookup(kind, slots), CacheLookup.Parse(name));
        Assert.Equal(CacheLookup.Parse(name), CacheLookup.Parse(CacheLookup.Parse(name)!.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("randomized")]
    [InlineData("latest-m4-compress-r4")]
    [InlineData("latest-m4-compress-s0")]
    [InlineData("latest-m4-compress-s99999999999")]
    [InlineData("latest-m4-compress-anchor")]
    public void Parse_NameNotImplemented_IsNull(string name) => Assert.Null(CacheLookup.Parse(name));

    [Fact]
    public void CreateSequence_SlotsNotAMultipleOfTheLayers_IsRefused()
    {
        var model = TestModels.Random(TestModels.SmallConfig, seed: 1);
        Assert.Throws<ArgumentException>(() => model.CreateSequence(8, new CacheLookup(CacheLookupKind.Latest, 3)));
    }
}
