using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using BpfGen.Agent.Tests.Support;
using BpfGen.Tests;
using Xunit;

namespace BpfGen.Agent.Tests;

/// <summary>With pins, the probes keep counting while no agent runs, and the next agent takes them over.</summary>
[Collection(AgentTests.Name)]
public sealed class PinTests : IDisposable
{
    private readonly string _pin = $"{KernelFileSystems.BpfFs}/bpfgen-agent-test-{Environment.ProcessId}";

    public void Dispose()
    {
        if (Directory.Exists(_pin))
        {
            Directory.Delete(_pin, recursive: true);
        }
    }

    [Fact]
    public async Task No_event_is_missing_after_a_kill_and_a_restart()
    {
        AgentProcess.RequireKernel();
        string[] arguments = ["--pin", _pin, "--jsonlines", "true"];
        using var cgroup = new TestCgroup();
        string[] count = ["bpfgen_agent_execs_total", cgroup.Label, "command=\"true\""];
        uint[] links;
        await using (var first = await AgentProcess.StartAsync(arguments))
        {
            links = Links();
            Assert.Equal(10, links.Length);
            await cgroup.RunAsync("/bin/true; /bin/true; /bin/true; /bin/true; /bin/true");
            await first.ShouldBecomeAsync(5, count[0], count[1..]);
            await first.KillAsync();
        }

        // No agent runs.
        await cgroup.RunAsync("/bin/true; /bin/true; /bin/true; /bin/true; /bin/true; /bin/true; : </etc/passwd");

        await using var second = await AgentProcess.StartAsync(arguments);
        Assert.Equal(links, Links());
        await second.ShouldBecomeAsync(11, count[0], count[1..]);
        await second.ShouldBecomeAsync(1, "bpfgen_agent_file_opens_total", cgroup.Label, "command=\"sh\"");
        await AgentProcess.Until(
            () => second.Output.Count(line => line.Contains(cgroup.Name, StringComparison.Ordinal)) == 6,
            () => "the six programs that were executed in between: " + string.Join('\n', second.Output));

        await cgroup.RunAsync("/bin/true; /bin/true; /bin/true; /bin/true");
        await second.ShouldBecomeAsync(15, count[0], count[1..]);
        Assert.Contains("is still attached by", second.Log);

        // Run times come from the pinned programs.
        Assert.True(await second.SumAsync("bpfgen_agent_probe_runs_total", "probe=\"Execs\"") >= 4);
    }

    [Fact]
    public async Task A_different_program_replaces_a_pinned_program_without_loss()
    {
        AgentProcess.RequireKernel();
        string[] arguments = ["--pin", _pin, "--probes:runqueue", "false"];
        using var cgroup = new TestCgroup();
        string[] count = ["bpfgen_agent_execs_total", cgroup.Label, "command=\"true\""];
        uint[] links;
        await using (var first = await AgentProcess.StartAsync(arguments))
        {
            links = Links();
            await cgroup.RunAsync("/bin/true; /bin/true; /bin/true");
            await first.ShouldBecomeAsync(3, count[0], count[1..]);
            await first.KillAsync();
        }

        // Without the pin of the program, the next agent cannot know that it is the same.
        File.Delete($"{_pin}/AgentExecs/program_on_exec");
        await using var second = await AgentProcess.StartAsync(arguments);
        Assert.Single(Links().Except(links));
        Assert.Equal(links.Length, Links().Length);
        await cgroup.RunAsync("/bin/true; /bin/true");
        await second.ShouldBecomeAsync(5, count[0], count[1..]);
    }

    [Fact]
    public async Task A_kill_while_a_page_is_open_drops_records_but_loses_no_event()
    {
        AgentProcess.RequireKernel();
        string[] arguments = ["--pin", _pin, "--probes:runqueue", "false", "--probes:fileopens", "false"];
        using var cgroup = new TestCgroup();
        await using (var first = await AgentProcess.StartAsync(arguments))
        {
            await using var page = await first.Client.GetStreamAsync(
                new Uri("/events", UriKind.Relative), TestContext.Current.CancellationToken);
            await AgentProcess.Until(() => Wanted() == 1, () => "the probe writes records");
            await first.KillAsync();
        }

        // The ring buffer has room for 1424 records.
        await cgroup.RunAsync("i=0; while [ $i -lt 1500 ]; do /bin/true; i=$((i+1)); done");

        await using var second = await AgentProcess.StartAsync(arguments);
        Assert.Equal(0u, Wanted());
        await second.ShouldBecomeAsync(1500, "bpfgen_agent_execs_total", cgroup.Label, "command=\"true\"");
        Assert.Equal(0, await second.SumAsync("bpfgen_agent_probe_lost_total", "probe=\"Execs\""));
        Assert.True(await second.SumAsync("bpfgen_agent_probe_dropped_records_total", "probe=\"Execs\"") >= 1500 - 1424);

        uint Wanted()
        {
            using var map = ArrayMap<uint>.OpenPinned($"{_pin}/AgentExecs/map_wanted");
            return map[0];
        }
    }

    private uint[] Links() =>
    [
        .. Directory.EnumerateFiles(_pin, "link_*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path =>
        {
            using var link = KernelLink.OpenPinned(path);
            return link.Id;
        }),
    ];
}
