using System.Threading.Tasks;
using BpfGen.Agent.Tests.Deploy.Support;
using Xunit;

namespace BpfGen.Agent.Tests.Deploy;

/// <summary>Prometheus accepts the configuration and the rules, and the rules do what their own tests say.</summary>
public sealed class PrometheusFileTests
{
    [Theory]
    [InlineData("prometheus.yml")]
    [InlineData("kubernetes.yml")]
    public async Task Prometheus_accepts_the_configuration_and_its_rules(string file)
    {
        Deployment.Requires("promtool");

        var output = await Command.OutputOf("promtool", "check", "config", Deployment.PathOf("prometheus", file));

        Assert.Contains("SUCCESS: 1 rule files found", output, System.StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rules_record_the_numbers_of_each_node_and_report_what_is_wrong()
    {
        Deployment.Requires("promtool");

        var output = await Command.OutputOf("promtool", "test", "rules", Deployment.PathOf("prometheus", "bpfgen-agent.rules.test.yml"));

        Assert.Contains("SUCCESS", output, System.StringComparison.Ordinal);
    }
}
