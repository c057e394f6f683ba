using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using BpfGen.Package.Tests.Support;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>The sample as a newcomer has it: published as one native binary.</summary>
public sealed class SampleTests(PublishedSample sample) : IClassFixture<PublishedSample>
{
    [Fact]
    public void The_sample_publishes_with_NativeAOT_without_a_warning()
    {
        Assert.DoesNotContain("warning", sample.Log);
        Assert.Equal(["sample-app"], Directory.GetFiles(sample.Folder).Select(Path.GetFileName).Where(name => !name!.EndsWith(".dbg", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_sample_prints_as_many_events_as_it_is_asked_for()
    {
        Required();
        var run = (await sample.Run("--self-test", "--count", "10")).ShouldSucceed();

        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(10, lines.Length);
        Assert.All(lines, line => Assert.Matches(@"^cpu \d+: \d+ ns$", line));
    }

    [Fact]
    public async Task The_sample_prints_JSON_an_object_a_line()
    {
        Required();
        var run = (await sample.Run("--self-test", "--count", "3", "--json")).ShouldSucceed();

        var events = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(3, events.Count);
        Assert.All(events, item => Assert.InRange(item.GetProperty("cpu").GetInt32(), 0, 4096));
        Assert.All(events, item => Assert.NotEqual(0ul, item.GetProperty("timestamp").GetUInt64()));
    }

    [Fact]
    public async Task The_sample_ends_after_its_time()
    {
        Required();
        (await sample.Run("--duration", "0.2")).ShouldSucceed();
    }

    [Fact]
    public async Task Ctrl_C_ends_the_sample_cleanly()
    {
        Required();
        var run = (await Dotnet.Start("timeout", sample.Folder, "--preserve-status", "-s", "INT", "1", Path.Combine(sample.Folder, "sample-app"), "--self-test")).ShouldSucceed();

        Assert.Matches(@"\d+ events, 0 lost\.", run.Error);
    }

    [Fact]
    public async Task Without_the_capability_the_sample_says_which_one_and_how_to_get_it()
    {
        Required();
        var run = (await Dotnet.Start("setpriv", sample.Folder, "--reuid=65534", "--clear-groups", "--inh-caps=-all", Path.Combine(sample.Folder, "sample-app"), "--count", "1")).ShouldFail();

        Assert.Contains("The process lacks CAP_BPF. Run it as root, or give the file the capability: setcap cap_bpf+ep FILE.", run.Error);
    }

    [Fact]
    public async Task An_interface_that_does_not_exist_is_answered_with_those_that_do()
    {
        Required();
        var run = (await sample.Run("--interface", "nowhere0")).ShouldFail();

        Assert.Contains("There is no network interface 'nowhere0'; there are ", run.Error);
    }

    private static void Required() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, or CAP_BPF, CAP_PERFMON and CAP_NET_RAW");
}
