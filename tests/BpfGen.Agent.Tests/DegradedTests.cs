using System;
using System.Linq;
using System.Net;
using System.Text.Json;
using System.Threading.Tasks;
using BpfGen.Agent.Tests.Support;
using Xunit;

namespace BpfGen.Agent.Tests;

/// <summary>A probe that the kernel refuses does not stop the others.</summary>
[Collection(AgentTests.Name)]
public sealed class DegradedTests
{
    // In its own mount namespace, the agent does not see tracefs, which the probe of file opens needs.
    private const string WithoutTraceFs =
        "for d in /sys/kernel/tracing /sys/kernel/debug; do [ ! -d $d ] || mount -t tmpfs none $d; done; exec \"$@\"";

    [Fact]
    public async Task Without_tracefs_the_agent_is_degraded_and_says_why()
    {
        await using var agent = await StartAsync();

        var health = JsonDocument.Parse(await agent.GetAsync("/healthz")).RootElement;
        Assert.Equal("degraded", health.GetProperty("status").GetString());
        foreach (var probe in health.GetProperty("probes").EnumerateArray())
        {
            var isMissing = probe.GetProperty("name").GetString() == "FileOpens";
            Assert.Equal(isMissing ? "failed" : "running", probe.GetProperty("state").GetString());
            Assert.Equal(isMissing, probe.TryGetProperty("reason", out var reason));
            Assert.True(!isMissing || reason.GetString()!.Contains("tracefs", StringComparison.Ordinal), reason.ToString());
        }

        Assert.Equal(0, await agent.SumAsync("bpfgen_agent_probe_up", "probe=\"FileOpens\""));
        Assert.Equal(4, await agent.SumAsync("bpfgen_agent_probe_up"));
        var sample = await agent.SampleAsync(_ => true);
        var failed = sample.GetProperty("probes").EnumerateArray().Single(probe => probe.GetProperty("state").GetString() == "failed");
        Assert.Contains("tracefs", failed.GetProperty("reason").GetString(), StringComparison.Ordinal);

        using var cgroup = new TestCgroup();
        await cgroup.RunAsync("/bin/true; /bin/true");
        await agent.ShouldBecomeAsync(2, "bpfgen_agent_execs_total", cgroup.Label);
    }

    [Fact]
    public async Task An_agent_without_a_running_probe_is_unavailable()
    {
        await using var agent = await StartAsync(
            "--probes:tcp", "false", "--probes:runqueue", "false", "--probes:blockio", "false", "--probes:execs", "false");

        using var answer = await agent.Client.GetAsync(new Uri("/healthz", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var health = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal("failed", health.GetProperty("status").GetString());
        Assert.Equal(4, health.GetProperty("probes").EnumerateArray().Count(probe => probe.GetProperty("state").GetString() == "off"));
    }

    internal static Task<AgentProcess> StartAsync(params string[] arguments) => AgentProcess.StartAsync(
        "unshare", ["-m", "sh", "-c", WithoutTraceFs, "sh", "dotnet", "exec", AgentProcess.Program, "--port", "0", .. arguments]);
}
