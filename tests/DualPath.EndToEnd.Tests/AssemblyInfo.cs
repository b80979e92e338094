using DualPath.EndToEnd.Tests.Browser;
using DualPath.EndToEnd.Tests.Hosting;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: AssemblyFixture(typeof(SharedServer))]

// One browser and one engine on a small machine: side by side, the tests would only wait for each other.
[assembly: Parallelization(Mode = ParallelMode.None)]
