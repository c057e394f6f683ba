using System.Diagnostics;
using System.Threading.Tasks;
using BpfGen.Agent.Tests.Support;
using Xunit;

namespace BpfGen.Agent.Tests;

/// <summary>The version that the agent prints is that of its package, not that of its assembly, which has only the first number.</summary>
public sealed class VersionTests
{
    [Fact]
    public async Task The_agent_prints_its_whole_version()
    {
        using var agent = Process.Start(
            new ProcessStartInfo("dotnet", ["exec", AgentProcess.Program, "--version"]) { RedirectStandardOutput = true })!;
        var output = await agent.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await agent.WaitForExitAsync(TestContext.Current.CancellationToken);

        var product = FileVersionInfo.GetVersionInfo(AgentProcess.Program).ProductVersion!;
        Assert.Equal($"bpfgen-agent {product.Split('+')[0]}\n", output);
    }
}
