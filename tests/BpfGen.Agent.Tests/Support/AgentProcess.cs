using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using BpfGen.Hosting.Tests.Support;
using BpfGen.Tests;
using Xunit;

namespace BpfGen.Agent.Tests.Support;

/// <summary>The agent in a process of its own, on a port that is free.</summary>
internal sealed partial class AgentProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _log = new();

    private AgentProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Add(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Add(_log, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The assembly of the agent, in the folder of the tests.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "bpfgen-agent.dll");

    public HttpClient Client { get; } = new();

    /// <summary>The lines on standard output.</summary>
    public IReadOnlyList<string> Output => [.. _output];

    /// <summary>The lines on standard error.</summary>
    public string Log => string.Join('\n', _log);

    /// <summary>Starts the agent, and waits until it answers.</summary>
    /// <param name="arguments">Its arguments, without the port.</param>
    public static Task<AgentProcess> StartAsync(params string[] arguments) =>
        StartAsync("dotnet", ["exec", Program, "--port", "0", .. arguments]);

    /// <summary>Starts the agent by a command that executes it, and waits until it answers.</summary>
    public static async Task<AgentProcess> StartAsync(
        string command, string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        RequireKernel();
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var agent = new AgentProcess(Process.Start(start)!);
        try
        {
            await Until(() => agent._process.HasExited || Address().IsMatch(agent.Log), () => "the agent starts: " + agent.Log);
            Assert.False(agent._process.HasExited, agent.Log);
            agent.Client.BaseAddress = new Uri(Address().Match(agent.Log).Groups[1].Value);
            return agent;
        }
        catch
        {
            await agent.DisposeAsync();
            throw;
        }
    }

    /// <summary>Skips the test if the process is not root, and mounts tracefs and bpffs if they are not mounted.</summary>
    public static void RequireKernel()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        KernelFileSystems.Mount();
    }

    /// <summary>Waits until a condition holds.</summary>
    public static async Task Until(Func<bool> condition, Func<string> what)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed > Limit)
            {
                Assert.Fail($"within {Limit}: {what()}");
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Returns the answer to a path.</summary>
    public Task<string> GetAsync(string path) =>
        Client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    /// <summary>Returns the metrics by name and labels.</summary>
    public async Task<Dictionary<string, double>> MetricsAsync() => PrometheusText.Parse(await GetAsync("/metrics"));

    /// <summary>Returns the sum of a metric over all samples that have these labels.</summary>
    public async Task<double> SumAsync(string name, params string[] labels) => (await MetricsAsync())
        .Where(sample => sample.Key.StartsWith(name + "{", StringComparison.Ordinal)
            && labels.All(label => sample.Key.Contains(label, StringComparison.Ordinal)))
        .Sum(sample => sample.Value);

    /// <summary>Waits until a metric has a value. The exporter answers scrapes in quick succession with the same text.</summary>
    public async Task ShouldBecomeAsync(double expected, string name, params string[] labels)
    {
        var clock = Stopwatch.StartNew();
        double value;
        while ((value = await SumAsync(name, labels)) != expected && clock.Elapsed < TimeSpan.FromSeconds(10))
        {
            await Task.Delay(350, TestContext.Current.CancellationToken);
        }

        if (value != expected)
        {
            var related = (await GetAsync("/metrics")).Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal));
            Assert.Fail($"{name}{{{string.Join(',', labels)}}} is {value}, not {expected}.\n{string.Join('\n', related)}");
        }
    }

    /// <summary>Reads samples of the page until one satisfies a condition.</summary>
    public async Task<JsonElement> SampleAsync(Func<JsonElement, bool> condition, Func<Task>? meanwhile = null)
    {
        await using var stream = await Client.GetStreamAsync(new Uri("/events", UriKind.Relative), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var clock = Stopwatch.StartNew();
        var last = "";
        while (clock.Elapsed < Limit && await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                last = line["data: ".Length..];
                using var json = JsonDocument.Parse(last);
                if (condition(json.RootElement))
                {
                    return json.RootElement.Clone();
                }

                await (meanwhile?.Invoke() ?? Task.CompletedTask);
            }
        }

        throw new InvalidOperationException("No sample satisfies the condition. The last one: " + last);
    }

    /// <summary>Kills the agent, which cannot react to it.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        Client.Dispose();
    }

    private static void Add(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }

    [GeneratedRegex("""The page is at (http://\S+)""")]
    private static partial Regex Address();
}
