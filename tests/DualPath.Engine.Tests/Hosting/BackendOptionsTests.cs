using DualPath.Engine.Hosting;
using DualPath.Engine.Models;
using DualPath.Engine.Tests.Huginn;
using DualPath.Model;
using DualPath.Model.Weights;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DualPath.Engine.Tests.Hosting;

public sealed class BackendOptionsTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("managed", "cpu")]
    public void Backend_Managed_LoadsTheManagedModel(string? backend, string? device)
    {
        using var checkpoint = new SyntheticCheckpoint();
        using var services = Services(backend, device, checkpoint.Folder);
        Assert.IsType<RecurrentDepthModel>(services.GetRequiredService<LoadedModel>().Network);
    }

    [Fact]
    public void Backend_ThatTheProgramBrought_LoadsTheModelOnTheDevice()
    {
        using var checkpoint = new SyntheticCheckpoint();
        using var services = Services("other", "cuda:0", checkpoint.Folder);
        services.GetRequiredService<IStartupValidator>().Validate();
        Assert.Equal("other on cuda:0", services.GetRequiredService<LoadedModel>().Network.Checksum);
    }

    [Fact]
    public void Weights_KeptOtherwiseThanStored_MakeAnotherModel()
    {
        using var checkpoint = new SyntheticCheckpoint();
        var checksums = new HashSet<string>();
        foreach (string? weights in new[] { null, "Bf16", "Int8" })
        {
            using var services = Services("managed", "cpu", checkpoint.Folder, weights);
            services.GetRequiredService<IStartupValidator>().Validate();
            var model = services.GetRequiredService<LoadedModel>();
            Assert.True(checksums.Add(model.Checksum));
            Assert.Equal(weights ?? "Fp32", ((RecurrentDepthModel)model.Network).WeightFormat.ToString());
        }
    }

    [Theory]
    [InlineData("managed", "Int4", "Int4")]
    [InlineData("other", "Int8", "Weights is 'Int8', but the other backend keeps weights as they are stored.")]
    public void Weights_ThatCannotBe_StopTheProgramAtStart(string backend, string weights, string problem)
    {
        using var services = Services(backend, backend == "other" ? "cuda:0" : "cpu", "nowhere", weights);
        var error = Assert.ThrowsAny<Exception>(services.GetRequiredService<IStartupValidator>().Validate);
        Assert.Contains(problem, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("torch", "cpu", "Backend is 'torch'; this program was built with managed, other.")]
    [InlineData("managed", "cuda:0", "Device 'cuda:0' is not to be had")]
    [InlineData("other", "cpu", "Device 'cpu' is not other.")]
    [InlineData("", "cpu", "Backend")]
    public void Backend_ThatCannotBe_StopsTheProgramAtStart(string backend, string device, string problem)
    {
        using var services = Services(backend, device, "nowhere");
        var error = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Services(string? backend, string? device, string folder, string? weights = null)
    {
        var settings = new Dictionary<string, string?> { ["DualPath:Engine:ModelDirectory"] = folder };
        if (backend is not null)
        {
            settings["DualPath:Engine:Backend"] = backend;
            settings["DualPath:Engine:Device"] = device;
        }

        if (weights is not null)
        {
            settings["DualPath:Engine:Weights"] = weights;
        }

        return new ServiceCollection()
            .AddDualPathEngine(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddSingleton<INetworkBackend, OtherBackend>()
            .BuildServiceProvider();
    }

    private sealed class OtherBackend : INetworkBackend
    {
        public string Name => "other";

        public string? ProblemWith(string device) => device.StartsWith("cuda", StringComparison.Ordinal) ? null : "is not other";

        public INetwork Load(string directory, string device, WeightFormat? weights = null) =>
            new Named(ModelConfig.Load(Path.Combine(directory, "config.json")), $"other on {device}");
    }

    private sealed class Named(ModelConfig config, string checksum) : INetwork
    {
        public ModelConfig Config => config;

        public string Checksum => checksum;

        public ISequence CreateSequence() => throw new NotSupportedException();

        public long SequenceBytes(int positions, int steps) => throw new NotSupportedException();

        public INetworkPass CreatePass() => throw new NotSupportedException();
    }
}
