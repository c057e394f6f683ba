using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using BpfGen.Package.Tests.Support;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>The sample's command line, and its output without a command. The sample is published as one native binary.</summary>
[Collection(PublishedSample.Name)]
public sealed class SampleTests(PublishedSample sample)
{
    [Fact]
    public void The_sample_publishes_as_one_native_binary_without_warnings()
    {
        Assert.DoesNotContain("warning", sample.Log, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(
            ["sample-app"],
            Directory.GetFiles(sample.Folder).Select(Path.GetFileName).Where(name => !name!.EndsWith(".dbg", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("-?")]
    public async Task The_option_help_lists_the_options_of_the_sample(string argument)
    {
        var run = (await sample.Run(argument)).ShouldSucceed();

        string[] options =
        [
            "-i, --interface <name>", "-n, --count <count>", "-d, --duration <seconds>", "--json", "--self-test", "--version",
        ];
        foreach (var option in options)
        {
            Assert.Contains(option, run.Output);
        }

        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task The_option_version_prints_the_version_of_the_project() =>
        Assert.Matches(@"^\d+\.\d+\.\d+", (await sample.Run("--version")).ShouldSucceed().Output);

    [Theory]
    [InlineData("--json", "--jsno")]
    [InlineData("--interface", "--interfaces", "lo")]
    [InlineData("execsnoop", "execsnop")]
    [InlineData("--frequency", "profile", "--frequncy", "99")]
    public async Task The_error_for_a_misspelled_option_or_command_suggests_the_right_name(string suggestion, params string[] arguments)
    {
        var run = (await sample.Run(arguments)).ShouldFail();

        Assert.Equal(1, run.ExitCode);
        Assert.Matches($"was not matched. Did you mean one of the following\\?\n{suggestion}\n", run.Output);
        Assert.Contains("Unrecognized command or argument '", run.Error);
    }

    [Theory]
    [InlineData("Required argument missing for option: '--count'.", "--count")]
    [InlineData("Option '-n' expects a single argument but 2 were provided.", "-n", "1", "--count", "2")]
    [InlineData("Cannot parse argument 'many' for option '--count'", "--count", "many")]
    [InlineData("Cannot parse argument '-1' for option '--count'", "--count=-1")]
    [InlineData("Cannot parse argument 'x' for option '--duration'", "--duration", "x")]
    [InlineData("--duration must be between 0 and 4294967 seconds.", "--duration", "-1")]
    [InlineData("--duration must be between 0 and 4294967 seconds.", "--duration", "NaN")]
    [InlineData("Unrecognized command or argument 'nonsense'.", "--", "nonsense")]
    [InlineData("Response file not found 'nowhere'.", "@nowhere")]
    public async Task A_wrong_argument_of_the_sample_is_explained_on_standard_error(string answer, params string[] arguments)
    {
        var run = (await sample.Run(arguments)).ShouldFail();

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(answer, run.Error);
    }

    // When the user presses Tab, a shell asks the sample with this directive. The number in the directive is the position of the cursor.
    [Theory]
    [InlineData("sample-app --in", "--interface")]
    [InlineData("sample-app biol", "biolatency")]
    [InlineData("sample-app profile --f", "--flamegraph", "--folded", "--frequency")]
    [InlineData("sample-app xdp-count --mode ", "default", "generic", "native", "offload")]
    public async Task Shell_completion_lists_the_options_and_values_that_can_follow(string line, params string[] expected)
    {
        var run = (await sample.Run($"[suggest:{line.Length}]", line)).ShouldSucceed();

        Assert.Equal(expected, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("-n1")]
    [InlineData("-n=1")]
    [InlineData("--count:1")]
    public async Task An_option_accepts_its_value_in_the_same_argument(string count)
    {
        Required();
        var run = (await sample.Run(count, "--self-test", "--json")).ShouldSucceed();

        Assert.Single(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task The_option_count_limits_the_number_of_events_of_the_sample()
    {
        Required();
        var run = (await sample.Run("--self-test", "--count", "10")).ShouldSucceed();

        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(10, lines.Length);
        Assert.All(lines, line => Assert.Matches(@"^cpu \d+: \d+ ns$", line));
    }

    [Fact]
    public async Task With_the_option_json_each_event_is_a_JSON_object_on_a_line()
    {
        Required();
        var run = (await sample.Run("--self-test", "--count", "3", "--json")).ShouldSucceed();

        var events = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToList();
        Assert.Equal(3, events.Count);
        Assert.All(events, item => Assert.InRange(item.GetProperty("cpu").GetInt32(), 0, 4096));
        Assert.All(events, item => Assert.NotEqual(0ul, item.GetProperty("timestamp").GetUInt64()));
    }

    [Fact]
    public async Task The_option_duration_stops_the_sample_after_that_time()
    {
        Required();
        (await sample.Run("--duration", "0.2")).ShouldSucceed();
    }

    [Fact]
    public async Task Ctrl_C_stops_the_sample_with_exit_code_0()
    {
        Required();
        var run = (await Dotnet.Start(
            "timeout", sample.Folder, "--preserve-status", "-s", "INT", "1", sample.Binary, "--self-test")).ShouldSucceed();

        Assert.Matches(@"\d+ events, 0 lost\.", run.Error);
    }

    [Fact]
    public async Task The_sample_stops_when_the_reader_of_its_output_exits()
    {
        Required();
        var run = (await sample.RunInto("head -n 2", "--self-test")).ShouldSucceed();

        Assert.Equal(2, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task The_help_of_the_sample_may_be_piped_to_a_reader_that_exits_early() =>
        Assert.Empty((await sample.RunInto("head -n 1", "--help")).ShouldSucceed().Error);

    [Fact]
    public async Task Without_CAP_BPF_the_error_names_the_capability_and_how_to_get_it()
    {
        Required();
        var run = (await Dotnet.Start(
            "setpriv", sample.Folder, "--reuid=65534", "--clear-groups", "--inh-caps=-all", sample.Binary, "--count", "1")).ShouldFail();

        Assert.Contains(
            $"The process lacks CAP_BPF. Run it as root, or give its file the capability: setcap cap_bpf+ep {sample.Binary}.", run.Error);
    }

    [Fact]
    public async Task The_error_for_an_unknown_interface_lists_the_existing_interfaces()
    {
        Required();
        var run = (await sample.Run("--interface", "nowhere0")).ShouldFail();

        Assert.Contains("It does not exist in the network namespace of the calling thread. The interfaces are ", run.Error);
    }

    private static void Required() =>
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, or CAP_BPF, CAP_PERFMON and CAP_NET_RAW");
}
