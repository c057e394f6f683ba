using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Tasks;
using BpfGen.Agent.Tests.Support;
using BpfGen.Hosting.Tests.Support;
using Xunit;

namespace BpfGen.Agent.Tests;

/// <summary>The events of each probe arrive with the right numbers. Each test has a cgroup of its own, or a device of its own.</summary>
[Collection(AgentTests.Name)]
public sealed class ProbeTests : IAsyncLifetime
{
    private AgentProcess _agent = null!;

    public async ValueTask InitializeAsync() => _agent = await AgentProcess.StartAsync("--jsonlines", "true", "--node", "node-1");

    public ValueTask DisposeAsync() => _agent is null ? ValueTask.CompletedTask : _agent.DisposeAsync();

    [Fact]
    public async Task Executed_programs_are_counted_and_written_as_lines_of_JSON()
    {
        using var cgroup = new TestCgroup();
        await cgroup.RunAsync("for i in 1 2 3 4 5 6 7; do /bin/true; done; /usr/bin/env >/dev/null");

        await _agent.ShouldBecomeAsync(7, "bpfgen_agent_execs_total", cgroup.Label, "command=\"true\"", "node=\"node-1\"");
        await _agent.ShouldBecomeAsync(1, "bpfgen_agent_execs_total", cgroup.Label, "command=\"env\"");
        await AgentProcess.Until(() => Lines(cgroup).Length == 8, () => "8 lines: " + string.Join('\n', Lines(cgroup)));
        var line = Lines(cgroup)[0];
        Assert.Equal("exec", line.GetProperty("event").GetString());
        Assert.Equal("node-1", line.GetProperty("node").GetString());
        Assert.Equal("true", line.GetProperty("command").GetString());
        Assert.Equal("/bin/true", line.GetProperty("file").GetString());
        Assert.Equal(0, line.GetProperty("user").GetInt32());
        var age = DateTimeOffset.UtcNow - line.GetProperty("time").GetDateTimeOffset();
        Assert.InRange(age, TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(1));
        Assert.Equal(8, Lines(cgroup).Select(one => one.GetProperty("pid").GetInt32()).Distinct().Count());
    }

    [Fact]
    public async Task The_cgroup_of_a_container_becomes_the_tag_container()
    {
        var id = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray()) + new string('a', 32);
        using var cgroup = new TestCgroup($"docker-{id}.scope");
        await cgroup.RunAsync("/bin/true; /bin/true");

        await _agent.ShouldBecomeAsync(2, "bpfgen_agent_execs_total", $"container=\"{id[..12]}\"", "command=\"true\"");
        Assert.Equal(0, await _agent.SumAsync("bpfgen_agent_execs_total", cgroup.Label));
    }

    [Fact]
    public async Task File_opens_are_counted_by_command_and_result()
    {
        using var cgroup = new TestCgroup();
        await cgroup.RunAsync(
            "for i in 1 2 3 4 5 6 7 8 9 10; do : </etc/passwd; : </proc/self/stat; done; for i in 1 2 3 4 5; do command : </no/such; done");

        await _agent.ShouldBecomeAsync(20, "bpfgen_agent_file_opens_total", cgroup.Label, "command=\"sh\"");
        await _agent.ShouldBecomeAsync(5, "bpfgen_agent_file_failed_opens_total", cgroup.Label, "command=\"sh\"");
    }

    [Fact]
    public async Task TCP_connections_are_counted_by_direction_and_port()
    {
        using var cgroup = new TestCgroup();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var closed = FreePort.Find();
        await cgroup.RunAsync(
            $"for i in 1 2 3; do exec 3<>/dev/tcp/127.0.0.1/{port}; exec 3>&-; done; "
            + $"for i in 1 2; do (: </dev/tcp/127.0.0.1/{closed}); done",
            "bash");

        await _agent.ShouldBecomeAsync(3, "bpfgen_agent_tcp_connections_total", cgroup.Label, "direction=\"outgoing\"", $"port=\"{port}\"");
        await _agent.ShouldBecomeAsync(3, "bpfgen_agent_tcp_connections_total", "direction=\"incoming\"", $"port=\"{port}\"");
        await _agent.ShouldBecomeAsync(2, "bpfgen_agent_tcp_failed_connections_total", cgroup.Label, $"port=\"{closed}\"");
        Assert.Equal(3, await _agent.SumAsync("bpfgen_agent_tcp_connections_total", cgroup.Label));
    }

    [Fact]
    public async Task TCP_retransmits_are_counted()
    {
        using var cgroup = new TestCgroup();

        // Nobody has the address, so nobody answers. The kernel sends the first segment again after one second, and after two or three.
        await cgroup.RunAsync(
            "ip link set lo up; ip addr add 192.0.2.1/24 dev lo; ip route add 192.0.2.9 dev lo; "
            + "timeout 1.5 bash -c ': </dev/tcp/192.0.2.9/4242'",
            before: ["unshare", "-n"]);

        await _agent.ShouldBecomeAsync(1, "bpfgen_agent_tcp_retransmits_total", cgroup.Label, "direction=\"outgoing\"", "port=\"4242\"");
        await _agent.ShouldBecomeAsync(0, "bpfgen_agent_tcp_connections_total", cgroup.Label);
    }

    [Fact]
    public async Task Waits_for_a_CPU_are_a_histogram_of_each_cgroup()
    {
        using var cgroup = new TestCgroup();
        await cgroup.RunAsync("for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.01; done");

        // Each sleep is a new process that the kernel wakes up once for its start and once after its time, and it wakes up the shell.
        var metrics = await _agent.MetricsAsync();
        var count = metrics[$"bpfgen_agent_run_queue_latency_seconds_count{{{cgroup.Label},node=\"node-1\"}}"];
        Assert.InRange(count, 30, 3000);
        var last = metrics[$"bpfgen_agent_run_queue_latency_seconds_bucket{{{cgroup.Label},le=\"+Inf\",node=\"node-1\"}}"];
        Assert.Equal(count, last);
        var seconds = metrics[$"bpfgen_agent_run_queue_wait_time_seconds_total{{{cgroup.Label},node=\"node-1\"}}"];
        Assert.InRange(seconds, 1e-6, 60);
    }

    [Fact]
    public async Task Requests_of_a_block_device_are_a_histogram_of_each_operation()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, new byte[4 << 20], TestContext.Current.CancellationToken);
        var device = (await RunAsync("losetup", "--find", "--show", file)).Trim();
        try
        {
            var label = $"device=\"{Path.GetFileName(device)}\"";

            // Another test may have used the device before.
            var count = await _agent.SumAsync("bpfgen_agent_block_io_latency_seconds_count", label, "operation=\"write\"");
            var size = await _agent.SumAsync("bpfgen_agent_block_io_size_bytes_total", label, "operation=\"write\"");
            await RunAsync("dd", "if=/dev/zero", $"of={device}", "bs=64k", "count=32", "oflag=direct", "status=none");

            await _agent.ShouldBecomeAsync(count + 32, "bpfgen_agent_block_io_latency_seconds_count", label, "operation=\"write\"");
            await _agent.ShouldBecomeAsync(size + (32 << 16), "bpfgen_agent_block_io_size_bytes_total", label, "operation=\"write\"");
            Assert.InRange(await _agent.SumAsync("bpfgen_agent_block_io_time_seconds_total", label, "operation=\"write\""), 1e-6, 60);
        }
        finally
        {
            await RunAsync("losetup", "--detach", device);
            File.Delete(file);
        }
    }

    [Fact]
    public async Task The_run_time_of_each_probe_is_measured()
    {
        var metrics = await _agent.MetricsAsync();
        foreach (var probe in new[] { "Tcp", "RunQueue", "BlockIo", "FileOpens", "Execs" })
        {
            Assert.Equal(1, metrics[$"bpfgen_agent_probe_up{{node=\"node-1\",probe=\"{probe}\"}}"]);
            Assert.Equal(0, metrics[$"bpfgen_agent_probe_lost_total{{node=\"node-1\",probe=\"{probe}\"}}"]);
        }

        Assert.True(metrics["bpfgen_agent_probe_runs_total{node=\"node-1\",probe=\"RunQueue\"}"] > 10);
        Assert.InRange(metrics["bpfgen_agent_probe_run_time_seconds_total{node=\"node-1\",probe=\"RunQueue\"}"], 1e-6, 60);
    }

    [Fact]
    public async Task The_page_gets_samples_while_it_is_open()
    {
        using var cgroup = new TestCgroup();
        var sample = await _agent.SampleAsync(
            one => one.GetProperty("recent").EnumerateArray().Any(exec => Is(exec, cgroup))
                && one.GetProperty("execs").GetProperty("top").EnumerateArray().Any(
                    row => row.GetProperty("place").GetString() == cgroup.Name)
                && one.GetProperty("runQueue").GetProperty("slots").EnumerateArray().Sum(slot => slot.GetDouble()) > 0
                && one.GetProperty("probes").EnumerateArray().All(probe => probe.TryGetProperty("share", out _)),
            () => cgroup.RunAsync("/bin/true"));

        Assert.Equal("node-1", sample.GetProperty("node").GetString());
        Assert.Equal(27, sample.GetProperty("runQueue").GetProperty("slots").GetArrayLength());
        Assert.InRange(sample.GetProperty("interval").GetDouble(), 0.2, 10);
        var queue = sample.GetProperty("probes").EnumerateArray().Single(probe => probe.GetProperty("name").GetString() == "RunQueue");
        Assert.Equal("running", queue.GetProperty("state").GetString());
        Assert.InRange(queue.GetProperty("share").GetDouble(), 1e-7, 1);
    }

    private static bool Is(JsonElement exec, TestCgroup cgroup) =>
        exec.TryGetProperty("cgroup", out var name) && name.GetString() == cgroup.Name;

    private static async Task<string> RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{command} {string.Join(' ', arguments)}: {error}");
        return output;
    }

    private JsonElement[] Lines(TestCgroup cgroup) =>
    [
        .. _agent.Output.Select(line => JsonDocument.Parse(line).RootElement).Where(line => Is(line, cgroup)),
    ];
}
