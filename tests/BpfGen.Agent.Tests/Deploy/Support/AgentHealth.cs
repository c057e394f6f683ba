using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace BpfGen.Agent.Tests.Deploy.Support;

/// <summary>The answer of <c>/healthz</c>: the state of each probe, and the reason of each failure.</summary>
internal sealed record AgentHealth(Dictionary<string, string> States, Dictionary<string, string> Reasons)
{
    private const string NotYet = "It is not attached.";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(100);

    /// <summary>Waits until an agent answers and no probe of it is still being attached.</summary>
    /// <param name="agent">The process. The test fails if it ends.</param>
    /// <param name="address">The address of the agent, without a path.</param>
    /// <param name="prefix">The command that enters the namespaces of the agent: <c>nsenter</c>; empty if the test is in them.</param>
    public static async Task<AgentHealth> Of(Process agent, string address, params string[] prefix)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            string[] command = [.. prefix, "curl", "-s", "--max-time", "5", $"{address}/healthz"];
            var answer = await Command.Run(command[0], command[1..]);
            if (answer.ExitCode == 0 && Parse(answer.Output) is { } health && !health.Reasons.ContainsValue(NotYet))
            {
                return health;
            }

            if (agent.HasExited)
            {
                var log = await agent.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
                Assert.Fail($"The agent has ended: {agent.ExitCode}, {log}");
            }

            Assert.True(clock.Elapsed < Limit, $"The agent does not answer: {answer.ExitCode} {answer.Output}");
            await Task.Delay(250, TestContext.Current.CancellationToken);
        }
    }

    private static AgentHealth? Parse(string json)
    {
        if (json.Length == 0 || json[0] != '{')
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        var probes = document.RootElement.EnumerateObject().First(member => Is(member.Name, "probes")).Value.EnumerateArray().ToList();
        return new(
            probes.ToDictionary(probe => Text(probe, "name"), probe => Text(probe, "state")),
            probes.ToDictionary(probe => Text(probe, "name"), probe => Text(probe, "reason")));
    }

    private static string Text(JsonElement element, string name) =>
        element.EnumerateObject().FirstOrDefault(member => Is(member.Name, name)).Value is { ValueKind: not JsonValueKind.Undefined } value
            ? value.ToString()
            : "";

    private static bool Is(string name, string expected) => name.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
