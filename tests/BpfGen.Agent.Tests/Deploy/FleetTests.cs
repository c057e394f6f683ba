using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using BpfGen.Agent.Tests.Deploy.Support;
using Xunit;

namespace BpfGen.Agent.Tests.Deploy;

/// <summary>
/// Prometheus, with the configuration of the deployment, scrapes two agents in network namespaces of their own, and answers with the
/// numbers of each.
/// </summary>
public sealed class FleetTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(100);

    private readonly string _folder = Directory.CreateTempSubdirectory("bpfgen-fleet-").FullName;
    private readonly string _name = $"bg{Environment.ProcessId}";
    private readonly List<Process> _processes = [];

    public ValueTask InitializeAsync()
    {
        Deployment.Requires("ip", "nsenter", "curl", "prometheus");
        Deployment.RequiresKernel();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        foreach (var suffix in new[] { "p", "a", "b" })
        {
            _ = await Command.Run("ip", "netns", "delete", _name + suffix);
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Prometheus_answers_with_the_numbers_of_each_node_and_notices_a_node_that_is_gone()
    {
        await Command.OutputOf("ip", "netns", "add", _name + "p");
        await Command.OutputOf("ip", "-n", _name + "p", "link", "set", "lo", "up");
        await AddNode("a", "192.0.2.1", "192.0.2.2");
        await AddNode("b", "192.0.2.5", "192.0.2.6");
        StartPrometheus("192.0.2.2:9464", "192.0.2.6:9464");
        var program = Path.Combine(_folder, $"bg{Random.Shared.NextInt64():x16}"[..15]);
        File.Copy("/usr/bin/true", program);
        var count = $"sum by (node) (bpfgen_agent_execs_total{{command=\"{Path.GetFileName(program)}\"}})";

        var first = StartAgent("a", "192.0.2.2");
        await Attached(first, "192.0.2.2");
        await Execute(program, 5);
        var second = StartAgent("b", "192.0.2.6");
        await Attached(second, "192.0.2.6");
        await Execute(program, 7);

        // All network namespaces have one kernel, so both agents count the programs of the whole machine from their start on.
        await Until(count, ("a", 12), ("b", 7));
        await Until("sum by (node) (up * on (instance) group_left(node) (bpfgen_agent_probe_up{probe=\"Execs\"}))", ("a", 1), ("b", 1));
        await Until("count by (node) (node:bpfgen_agent_run_queue_latency_seconds:p99_5m > 0)", ("a", 1), ("b", 1));

        second.Kill();
        await Until("sum by (instance) (ALERTS{alertname=\"BpfgenAgentDown\",alertstate=\"pending\"})", ("192.0.2.6:9464", 1));
        await Until(count, ("a", 12));
    }

    private static async Task Execute(string program, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await Command.OutputOf(program);
        }
    }

    /// <summary>Makes a network namespace for a node, and connects it with that of Prometheus.</summary>
    private async Task AddNode(string node, string near, string far)
    {
        var (hub, space, device) = (_name + "p", _name + node, $"node-{node}");
        await Command.OutputOf("ip", "netns", "add", space);
        await Command.OutputOf("ip", "-n", hub, "link", "add", device, "type", "veth", "peer", "name", "uplink", "netns", space);
        await Command.OutputOf("ip", "-n", hub, "address", "add", $"{near}/30", "dev", device);
        await Command.OutputOf("ip", "-n", hub, "link", "set", device, "up");
        await Command.OutputOf("ip", "-n", space, "address", "add", $"{far}/30", "dev", "uplink");
        await Command.OutputOf("ip", "-n", space, "link", "set", "uplink", "up");
    }

    private Process StartAgent(string node, string address) => Start(
        _name + node, Deployment.Agent, "--address", address, "--port", "9464", "--node", node, "--statistics", "false");

    private async Task Attached(Process agent, string address)
    {
        var health = await AgentHealth.Of(agent, $"http://{address}:9464", In(_name + "p"));
        Assert.Equal("running", health.States["Execs"], ignoreCase: true);
    }

    /// <summary>Starts Prometheus with the files of the deployment, with other nodes and shorter intervals.</summary>
    private void StartPrometheus(params string[] targets)
    {
        foreach (var file in Directory.GetFiles(Deployment.PathOf("prometheus"), "*.yml"))
        {
            File.WriteAllText(
                Path.Combine(_folder, Path.GetFileName(file)),
                File.ReadAllText(file).Replace("_interval: 15s", "_interval: 500ms", StringComparison.Ordinal));
        }

        var list = string.Join(", ", targets.Select(target => $"\"{target}\""));
        File.WriteAllText(Path.Combine(_folder, "nodes.yml"), $"- targets: [{list}]\n");
        var prometheus = Start(
            _name + "p", "prometheus", $"--config.file={_folder}/prometheus.yml", $"--storage.tsdb.path={_folder}/data",
            "--web.listen-address=127.0.0.1:9090", "--log.level=error");
        prometheus.BeginErrorReadLine();
        prometheus.BeginOutputReadLine();
    }

    private Process Start(string space, params string[] command)
    {
        var prefix = In(space);
        var process = Command.Start(prefix[0], [.. prefix[1..], .. command]);
        _processes.Add(process);
        return process;
    }

    // 'ip netns exec' would hide tracefs, because it mounts another /sys.
    private static string[] In(string space) => ["nsenter", $"--net=/run/netns/{space}"];

    /// <summary>Waits until a query has exactly these values, by its only label.</summary>
    private async Task Until(string query, params (string Label, double Value)[] expected)
    {
        var prefix = In(_name + "p");
        var answer = "";
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Limit; await Task.Delay(250, TestContext.Current.CancellationToken))
        {
            var run = await Command.Run(
                prefix[0], [.. prefix[1..], "curl", "-sG", "http://127.0.0.1:9090/api/v1/query", "--data-urlencode", $"query={query}"]);
            answer = run.Output;
            if (run.ExitCode == 0 && Values(answer).OrderBy(pair => pair.Label).SequenceEqual(expected))
            {
                return;
            }
        }

        Assert.Fail($"{query} is not {string.Join(", ", expected)}, but {answer}");
    }

    private static List<(string Label, double Value)> Values(string json)
    {
        using var document = JsonDocument.Parse(json);
        return
        [
            .. document.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(result => (
                result.GetProperty("metric").EnumerateObject().Single().Value.GetString()!,
                double.Parse(result.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture))),
        ];
    }
}
