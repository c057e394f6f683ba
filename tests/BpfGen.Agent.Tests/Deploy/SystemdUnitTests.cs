using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using BpfGen.Agent.Tests.Deploy.Support;
using BpfGen.Hosting.Tests.Support;
using Xunit;

namespace BpfGen.Agent.Tests.Deploy;

/// <summary>systemd accepts the unit, and the rights that it gives are enough. The tests give the same rights, without systemd.</summary>
public sealed class SystemdUnitTests : IDisposable
{
    private const string Nobody = "65534";

    /// <summary>Calls of the .NET runtime that compiles code, which the tests use. A native agent does not make them.</summary>
    private static readonly string[] CallsOfTheCompiler = ["sched_setaffinity", "sched_setscheduler"];

    private readonly string _folder = Directory.CreateTempSubdirectory("bpfgen-unit-").FullName;
    private readonly SystemdUnit _unit = new(Deployment.PathOf("systemd", "bpfgen-agent.service"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(null)]
    [InlineData("sys-admin.conf")]
    [InlineData("pins.conf")]
    [InlineData("listen.conf")]
    public async Task Systemd_accepts_the_unit_with_each_drop_in_and_rates_it_as_ok(string? dropIn)
    {
        Deployment.Requires("systemd-analyze");
        var unit = Path.Combine(_folder, "bpfgen-agent.service");
        var text = await File.ReadAllTextAsync(Deployment.PathOf("systemd", "bpfgen-agent.service"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            unit,
            text.Replace("ExecStart=/usr/bin/bpfgen-agent", $"ExecStart={Deployment.Agent}", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        if (dropIn is not null)
        {
            File.Copy(Deployment.PathOf("systemd", dropIn), Path.Combine(Directory.CreateDirectory(unit + ".d").FullName, dropIn));
        }

        var verified = (await Command.Run("systemd-analyze", "verify", "--man=no", unit)).ShouldSucceed();
        var rated = (await Command.Run("systemd-analyze", "security", "--offline=true", "--threshold=25", unit)).ShouldSucceed();

        Assert.Equal("", verified.Output + verified.Error);
        Assert.Contains("OK", rated.Output.Trim().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_agent_attaches_all_probes_and_notifies_systemd_with_only_the_capabilities_of_the_unit()
    {
        Deployment.Requires("setpriv", "curl");
        Deployment.RequiresKernel();
        var path = Path.Combine(_folder, "notify");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(path));
        MakeAccessible(path);
        var capabilities = Assert.Single(_unit["AmbientCapabilities"]);
        Assert.Equal(capabilities, Assert.Single(_unit["CapabilityBoundingSet"]));
        var set = "-all," + string.Join(",", capabilities.Split(' ').Select(name => $"+{name["CAP_".Length..].ToLowerInvariant()}"));
        var port = FreePort.Find();

        // .NET notifies a service manager only from its child, or from process 1 of a container.
        using var agent = Command.Start(
            "unshare", "--pid", "--fork", "--kill-child", "setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups",
            "--no-new-privs", $"--bounding-set={set}", $"--inh-caps={set}", $"--ambient-caps={set}", "env", $"NOTIFY_SOCKET={path}",
            "WATCHDOG_USEC=200000", Deployment.Agent, "--port", $"{port}", "--statistics", "false");
        try
        {
            var health = await AgentHealth.Of(agent, $"http://127.0.0.1:{port}");

            Assert.Equal("", string.Concat(health.Reasons.Values));
            Assert.Equal(5, health.States.Count(probe => probe.Value.Equals("running", StringComparison.OrdinalIgnoreCase)));
            manager.ReceiveTimeout = 10_000;
            var (isReady, lives) = (false, 0);
            while (!isReady || lives < 2)
            {
                var message = Receive(manager);
                isReady |= message.StartsWith("READY=1", StringComparison.Ordinal);
                lives += message == "WATCHDOG=1" ? 1 : 0;
            }
        }
        finally
        {
            agent.Kill();
            await agent.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task The_unit_allows_each_system_call_of_the_agent()
    {
        Deployment.Requires("strace", "systemd-analyze", "curl");
        Deployment.RequiresKernel();
        var (calls, port) = (Path.Combine(_folder, "calls"), FreePort.Find());

        // With -D, strace is a grandchild, and the process is the agent. When the agent ends, strace writes the table.
        using var agent = Command.Start(
            "strace", "-D", "-f", "-c", "-o", calls, Deployment.Agent, "--port", $"{port}", "--statistics", "false");
        try
        {
            _ = await AgentHealth.Of(agent, $"http://127.0.0.1:{port}");
            var metrics = await Command.OutputOf("curl", "-s", $"http://127.0.0.1:{port}/metrics");
            Assert.Contains("bpfgen_agent_probe_up", metrics, StringComparison.Ordinal);
            _ = await Command.Run("curl", "-s", "--max-time", "2", $"http://127.0.0.1:{port}/", $"http://127.0.0.1:{port}/events");
            await Command.OutputOf("kill", $"{agent.Id}");
            await agent.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            agent.Kill();
        }

        // % time  seconds  usecs/call  calls  [errors]  syscall
        var used = (await Table(calls)).Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns.Length is 5 or 6 && columns[0][0] is >= '0' and <= '9' && columns[^1] != "total")
            .Select(columns => columns[^1])
            .ToList();
        var allowed = await _unit.AllowedCalls();

        Assert.Contains("bpf", used);
        Assert.Contains("listen", used);
        Assert.Equal([], used.Except(allowed).Except(CallsOfTheCompiler));
    }

    private static async Task<string> Table(string file)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            var text = File.Exists(file) ? await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) : "";
            if (text.Contains("total\n", StringComparison.Ordinal))
            {
                return text;
            }

            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), "strace writes no table.");
        }
    }

    private static string Receive(Socket manager)
    {
        var message = new byte[256];
        return Encoding.UTF8.GetString(message, 0, manager.Receive(message));
    }

    private void MakeAccessible(string socket)
    {
        const UnixFileMode All = (UnixFileMode)0x1ff;
        File.SetUnixFileMode(_folder, All);
        File.SetUnixFileMode(socket, All);
    }
}
