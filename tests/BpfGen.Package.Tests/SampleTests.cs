using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using BpfGen.Package.Tests.Support;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>The sample as a newcomer has it: published as one native binary.</summary>
[Collection(PublishedSample.Name)]
public sealed class SampleTests(PublishedSample sample)
{
    private const long MostBytes = 2_000_000;

    [Fact]
    public void The_sample_publishes_with_NativeAOT_without_a_warning()
    {
        Assert.DoesNotContain("warning", sample.Log);
        Assert.Equal(["sample-app"], Directory.GetFiles(sample.Folder).Select(Path.GetFileName).Where(name => !name!.EndsWith(".dbg", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_sample_is_small() =>
        Assert.InRange(new FileInfo(sample.Binary).Length, 1, MostBytes);

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("-?", "nonsense")]
    public async Task The_sample_says_what_it_can(params string[] arguments)
    {
        var run = (await sample.Run(arguments)).ShouldSucceed();

        foreach (var option in new[] { "--interface, -i", "--count, -n", "--duration, -d", "--json", "--self-test", "--help, -h, -?" })
        {
            Assert.Contains(option, run.Output);
        }

        Assert.Empty(run.Error);
    }

    // Each is a way into a part of System.CommandLine that the native binary does not have.
    [Theory]
    [InlineData("--count takes one value.", "--count")]
    [InlineData("--count takes one value.", "-n", "1", "--count", "2")]
    [InlineData("--count takes one value.", "--count", "--json")]
    [InlineData("--count cannot be 'many'.", "--count", "many")]
    [InlineData("--count cannot be '-1'.", "--count=-1")]
    [InlineData("--duration cannot be 'x'.", "--duration", "x")]
    [InlineData("--interface takes one value.", "-i")]
    [InlineData("There is no option 'nonsense';", "nonsense", "--json")]
    [InlineData("There is no option '--nonsense';", "--count", "1", "--nonsense")]
    [InlineData("There is no option 'true';", "--json=true")]
    [InlineData("There is no option 'nonsense';", "--", "nonsense")]
    [InlineData("There is no option '@nowhere';", "@nowhere")]
    [InlineData("There is no option '[suggest]';", "[suggest]")]
    [InlineData("There is no option '-x';", "-x")]
    [InlineData("There is no option 'execsnop';", "execsnop")]
    public async Task What_the_sample_cannot_be_asked_is_refused(string answer, params string[] arguments)
    {
        var run = (await sample.Run(arguments)).ShouldFail();

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"sample-app: {answer}", run.Error);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("-n1")]
    [InlineData("-n=1")]
    [InlineData("--count:1")]
    public async Task A_value_may_stand_with_its_option(string count)
    {
        Required();
        var run = (await sample.Run(count, "--self-test", "--json")).ShouldSucceed();

        Assert.Single(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
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
        var run = (await Dotnet.Start("timeout", sample.Folder, "--preserve-status", "-s", "INT", "1", sample.Binary, "--self-test")).ShouldSucceed();

        Assert.Matches(@"\d+ events, 0 lost\.", run.Error);
    }

    [Fact]
    public async Task The_sample_ends_when_nobody_reads_any_more()
    {
        Required();
        var run = (await sample.RunInto("head -n 2", "--self-test")).ShouldSucceed();

        Assert.Equal(2, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Help_may_be_read_in_part() =>
        Assert.Empty((await sample.RunInto("head -n 1", "--help")).ShouldSucceed().Error);

    [Fact]
    public async Task Without_the_capability_the_sample_says_which_one_and_how_to_get_it()
    {
        Required();
        var run = (await Dotnet.Start("setpriv", sample.Folder, "--reuid=65534", "--clear-groups", "--inh-caps=-all", sample.Binary, "--count", "1")).ShouldFail();

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
