using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using BpfGen.Agent.Tests.Deploy.Support;
using Xunit;

namespace BpfGen.Agent.Tests.Deploy;

/// <summary>Prometheus accepts the configuration and the rules, and the tests of the rules pass.</summary>
public sealed partial class PrometheusFileTests
{
    [Theory]
    [InlineData("prometheus.yml")]
    [InlineData("kubernetes.yml")]
    public async Task Prometheus_accepts_the_configuration_and_its_rules(string file)
    {
        Deployment.Requires("promtool");

        var output = await Command.OutputOf("promtool", "check", "config", Deployment.PathOf("prometheus", file));

        Assert.Contains("SUCCESS: 1 rule files found", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rules_record_the_numbers_of_each_node_and_raise_alerts()
    {
        Deployment.Requires("promtool");

        var output = await Command.OutputOf("promtool", "test", "rules", Deployment.PathOf("prometheus", "bpfgen-agent.rules.test.yml"));

        Assert.Contains("SUCCESS", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_rules_use_only_metrics_of_the_agent()
    {
        var page = File.ReadAllText(Path.Combine(Deployment.Repository, "docs", "agent.md"));
        var metrics = Documented().Matches(page).Select(match => match.Value.Replace('.', '_')).ToHashSet();
        var used = Used().Matches(File.ReadAllText(Deployment.PathOf("prometheus", "bpfgen-agent.rules.yml")))
            .Select(match => Suffix().Replace(match.Value, ""))
            .Distinct()
            .ToList();

        Assert.Equal(11, used.Count);
        Assert.Equal([], used.Except(metrics));
    }

    [GeneratedRegex(@"bpfgen\.agent\.[a-z_.]+[a-z]")]
    private static partial Regex Documented();

    /// <summary>Names of metrics, which begin no name of a rule: those have colons.</summary>
    [GeneratedRegex(@"(?<![\w:])bpfgen_agent_[a-z_]+(?![\w:])")]
    private static partial Regex Used();

    /// <summary>The parts that the exporter adds to a name: the unit, and the kind of the sample.</summary>
    [GeneratedRegex("(_seconds|_bytes)?(_total|_bucket|_count)?$")]
    private static partial Regex Suffix();
}
