using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using BpfGen.Agent.Tests.Deploy.Support;
using Xunit;

namespace BpfGen.Agent.Tests.Deploy;

/// <summary>The page <c>docs/agent-deploy.md</c> agrees with the files of the deployment.</summary>
public sealed partial class DeployPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Deployment.Repository, "docs", "agent-deploy.md"));

    [Fact]
    public void Each_path_on_the_page_exists()
    {
        var paths = Paths().Matches(Page).Select(match => match.Value).Distinct().ToList();

        Assert.InRange(paths.Count, 12, int.MaxValue);
        Assert.All(paths, path => Assert.True(Path.Exists(Deployment.PathOf(path)), path));
    }

    [Fact]
    public void The_page_lists_each_overlay_with_its_capabilities_and_each_drop_in()
    {
        var overlays = Directory.GetDirectories(Deployment.PathOf("kubernetes", "overlays")).Select(Path.GetFileName);
        var dropIns = Directory.GetFiles(Deployment.PathOf("systemd"), "*.conf").Select(path => $"systemd/{Path.GetFileName(path)}");

        Assert.All(overlays, overlay => Assert.Contains(Rows(), row => row.Count == 3 && row[0] == overlay));
        Assert.All(dropIns, dropIn => Assert.Contains(Rows(), row => row[0] == dropIn));
        Assert.Equal("SYS_ADMIN, SYS_RESOURCE", Assert.Single(Rows(), row => row[0] == "sys-admin")[2]);
    }

    [Fact]
    public void The_page_lists_each_record_of_the_rules()
    {
        var rules = File.ReadAllText(Deployment.PathOf("prometheus", "bpfgen-agent.rules.yml"));
        var records = Records().Matches(rules).Select(match => match.Groups[1].Value).ToList();

        // The page shortens a name that differs from the one before only by its end.
        Assert.Equal(9, records.Count);
        Assert.All(records, record => Assert.Contains($"`{record}`", Page.Replace(
            "p99_5m`, `:mean5m`",
            "p99_5m`, `node_device_operation:bpfgen_agent_block_io_latency_seconds:mean5m`",
            StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_exposure_of_the_unit_is_the_one_on_the_page()
    {
        Deployment.Requires("systemd-analyze");

        var rated = await Command.OutputOf(
            "systemd-analyze", "security", "--offline=true", Deployment.PathOf("systemd", "bpfgen-agent.service"));

        Assert.Contains($": {Exposure().Match(Page).Groups[1].Value} OK", rated, StringComparison.Ordinal);
    }

    /// <summary>The cells of all rows of tables, without the marks of code.</summary>
    private static IEnumerable<List<string>> Rows() => Page.Split('\n')
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
        .Select(line => line.Trim('|', ' ').Split(" | ").Select(cell => cell.Replace("`", "", StringComparison.Ordinal).Trim()).ToList());

    [GeneratedRegex(@"(?<=[ `])(systemd|debian|container|kubernetes|prometheus|otel)/[\w./-]*[\w/]")]
    private static partial Regex Paths();

    [GeneratedRegex("record: (.*)")]
    private static partial Regex Records();

    [GeneratedRegex(@"rates its exposure as ([\d.]+), OK")]
    private static partial Regex Exposure();
}
