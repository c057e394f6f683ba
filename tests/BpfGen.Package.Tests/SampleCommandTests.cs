using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Tasks;
using System.Xml.Linq;
using BpfGen.Package.Tests.Support;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>The sample's commands. Each test causes events on this machine, and checks that a command shows them.</summary>
[Collection(PublishedSample.Name)]
public sealed class SampleCommandTests(PublishedSample sample)
{
    private const int MaxLines = 150;

    /// <summary>
    /// The maximum duration of a command in seconds. A command that sees no event stops after this time without output, and the test fails.
    /// </summary>
    private const string Limit = "60";

    public static TheoryData<string> Commands => ["execsnoop", "opensnoop", "tcplife", "profile", "biolatency", "runqlat", "xdp-count"];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_lists_each_command_and_each_command_has_help(string command)
    {
        Assert.Matches($@"\n  {command} +(Shows|Samples|Counts) ", (await sample.Run("--help")).ShouldSucceed().Output);

        var help = (await sample.Run(command, "--help")).ShouldSucceed().Output;
        Assert.Contains($"sample-app {command} [options]", help);
        Assert.Contains("--json ", help);
        Assert.Contains("-d, --duration <seconds>", help);
    }

    [Fact]
    public void The_source_of_each_command_is_one_file_that_is_short_enough_to_copy()
    {
        var files = Directory.GetFiles(Path.Combine(PackedPackage.Repository, "sample-app", "Commands"), "*Command.cs");

        Assert.Equal(Commands.Count + 1, files.Length); // The root command has a file, too.
        Assert.All(files, file => Assert.InRange(File.ReadAllLines(file).Length, 1, MaxLines));
    }

    [Theory]
    [InlineData("execsnoop", "Unrecognized command or argument 'nonsense'.", "nonsense")]
    [InlineData("execsnoop", "Cannot parse argument 'root' for option '--user'", "--user", "root")]
    [InlineData("tcplife", "Cannot parse argument '65536' for option '--local-port'", "-L", "65536")]
    [InlineData("profile", "Unrecognized command or argument '--user'.", "--user", "1")]
    [InlineData("biolatency", "There is no disk 'nowhere0'. The disks are ", "--disk", "nowhere0")]
    [InlineData("biolatency", "--count requires --interval.", "--count", "2")]
    [InlineData("runqlat", "--count requires --interval.", "-n", "2")]
    [InlineData(
        "xdp-count",
        "Argument 'fast' not recognized. Must be one of:\n\t'default'\n\t'generic'\n\t'native'\n\t'offload'",
        "--mode",
        "fast")]
    public async Task A_wrong_argument_of_a_command_is_explained_on_standard_error(string command, string answer, params string[] arguments)
    {
        var run = (await sample.Run([command, .. arguments])).ShouldFail();

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(answer, run.Error);
    }

    [Theory]
    [InlineData("It does not exist in the network namespace of the calling thread. The interfaces are ", "--interface", "nowhere0")]
    [InlineData("BPF_LINK_CREATE failed with ", "--interface", "lo", "--mode", "native")]
    public async Task The_command_xdp_count_prints_an_error_as_one_line_to_standard_error(string answer, params string[] arguments)
    {
        Tracing.Required();
        var run = (await sample.Run(["xdp-count", .. arguments])).ShouldFail();

        Assert.StartsWith("sample-app: ", run.Error);
        Assert.Contains(answer, run.Error);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Execsnoop_shows_the_command_its_parent_and_its_arguments()
    {
        Tracing.Required();
        using var program = new CopiedProgram("true");
        var run = sample.Run("execsnoop", "--name", program.Name, "--count", "1", "--json", "--duration", Limit);
        await program.RunUntil(run, "one", "two words", "");

        var e = Assert.Single(Rows(await run));
        Assert.Equal(program.Name, e.GetProperty("command").GetString());
        Assert.Equal([program.Path, "one", "two words", ""], Texts(e, "arguments"));
        Assert.Equal((0, Environment.ProcessId), (e.GetProperty("result").GetInt32(), e.GetProperty("parent").GetInt32()));
    }

    [Fact]
    public async Task Execsnoop_with_the_option_failed_also_shows_calls_that_fail()
    {
        Tracing.Required();
        using var program = new CopiedProgram("env");
        var run = sample.Run("execsnoop", "--failed", "--name", program.Name, "-n", "2", "--json", "--duration", Limit);
        await program.RunUntil(run, "/nowhere/nothing", "x");

        var results = Rows(await run).ToDictionary(e => e.GetProperty("result").GetInt32(), e => Texts(e, "arguments"));
        Assert.Equal([program.Path, "/nowhere/nothing", "x"], results[0]);
        Assert.Equal(["/nowhere/nothing", "x"], results[-2]);
    }

    [Fact]
    public async Task Opensnoop_with_the_option_failed_shows_only_files_that_could_not_be_opened()
    {
        Tracing.Required();
        using var program = new CopiedProgram("tac");
        var run = sample.Run("opensnoop", "--failed", "--name", program.Name, "--duration", "4", "--json");
        await program.RunUntil(run, "/nowhere/nothing", "/proc/version");

        var rows = Rows(await run);
        Assert.Contains(rows, e => e.GetProperty("path").GetString() == "/nowhere/nothing");
        Assert.All(rows, e => Assert.Equal(program.Name, e.GetProperty("command").GetString()));
        Assert.All(rows, e => Assert.InRange(e.GetProperty("result").GetInt32(), -4095, -1));
    }

    [Fact]
    public async Task Opensnoop_with_the_option_pid_shows_the_files_of_one_process_as_lines_below_a_heading()
    {
        Tracing.Required();
        var process = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var run = sample.Run("opensnoop", "--pid", process, "--duration", "3");
        await Repeat.Until(run, () => File.ReadAllTextAsync("/proc/version", TestContext.Current.CancellationToken));

        var lines = (await run).ShouldSucceed().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches("^ *SECONDS +PID +COMMAND +RESULT +PATH$", lines[0]);
        Assert.Contains(lines, line => line.EndsWith(" /proc/version", StringComparison.Ordinal));
        Assert.All(lines.Skip(1), line => Assert.Contains($" {process} ", line));
    }

    [Theory]
    [InlineData]
    [InlineData("--json")]
    public async Task A_command_stops_when_the_reader_of_its_output_exits(params string[] options)
    {
        Tracing.Required();
        var run = sample.RunInto("head -n 1", ["opensnoop", .. options]);
        await Repeat.Until(run, () => File.ReadAllTextAsync("/proc/version", TestContext.Current.CancellationToken));

        Assert.Single((await run).ShouldSucceed().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Tcplife_shows_how_many_bytes_a_connection_received(string address)
    {
        Tracing.Required();
        using var listener = new TcpListener(IPAddress.Parse(address), 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var run = sample.Run("tcplife", "--local-port", port.ToString(CultureInfo.InvariantCulture), "-n", "1", "--json", "-d", Limit);
        await Repeat.Until(run, () => Talk(listener));

        var e = Assert.Single(Rows(await run));
        Assert.Equal(
            (address, port, address),
            (e.GetProperty("local").GetString()!, e.GetProperty("lport").GetInt32(), e.GetProperty("remote").GetString()!));

        // The kernel counts the packet that closes the connection as one more byte.
        Assert.InRange(e.GetProperty("received").GetInt32(), 5, 6);
        Assert.Equal(Environment.ProcessId, e.GetProperty("pid").GetInt32());
        Assert.InRange(e.GetProperty("ms").GetDouble(), 0.001, 60_000);
    }

    [Fact]
    public async Task Profile_shows_the_kernel_functions_that_a_process_runs()
    {
        Tracing.Required();
        using var program = new CopiedProgram("dd");
        using var busy = Process.Start(program.Path, ["if=/dev/zero", "of=/dev/null", "bs=1M", "status=none"]);
        try
        {
            string[] command =
            [
                "profile", "--pid", busy.Id.ToString(CultureInfo.InvariantCulture), "--frequency", "199", "--duration", "2",
            ];
            var rows = Rows(await sample.Run([.. command, "--json"]));
            var folded = (await sample.Run([.. command, "--folded"])).ShouldSucceed();

            Assert.All(
                rows, e => Assert.Equal((busy.Id, program.Name), (e.GetProperty("pid").GetInt32(), e.GetProperty("command").GetString())));
            Assert.Contains(rows, e => Texts(e, "stack").Contains("vfs_read_[k]"));
            Assert.Matches($"(?m)^{program.Name};.*;vfs_read_\\[k\\](;.*)? \\d+$", folded.Output);
        }
        finally
        {
            busy.Kill();
        }
    }

    [Fact]
    public async Task Profile_shows_functions_that_dotnet_compiled_at_run_time()
    {
        Tracing.Required();
        using var busy = await BusyProgram.Start();

        var rows = Rows(await sample.Run(
            "profile", "--pid", busy.Id.ToString(CultureInfo.InvariantCulture), "--frequency", "199", "--duration", "3", "--json"));

        Assert.Contains(
            rows,
            e => Texts(e, "stack") is [var function, ..] && function.Contains("[busy] Worker::Work(int32)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Profile_writes_a_flame_graph_with_the_stacks_of_the_process()
    {
        Tracing.Required();
        using var program = new CopiedProgram("dd", "a<b>&\"'");
        using var busy = Process.Start(program.Path, ["if=/dev/zero", "of=/dev/null", "bs=1M", "status=none"]);
        var file = Path.Combine(program.Folder, "out.svg");
        try
        {
            var pid = busy.Id.ToString(CultureInfo.InvariantCulture);
            (await sample.Run("profile", "--pid", pid, "--frequency", "199", "--duration", "2", "--flamegraph", file)).ShouldSucceed();
        }
        finally
        {
            busy.Kill();
        }

        var svg = XDocument.Load(file); // This also checks that the SVG file is well-formed: Load throws if it is not.
        var elements = svg.Descendants().Where(element => element.Attribute("class")?.Value == "frame");
        var frames = elements.Select(element => new FlameGraphFrame(element)).ToList();
        Assert.Equal(["all", program.Name], frames.Take(2).Select(frame => frame.Name));
        Assert.Single(frames, frame => frame.Depth == 0);
        var read = frames.First(frame => frame.Name == "vfs_read_[k]");
        Assert.Contains(frames, frame => frame.Name == "ksys_read_[k]" && frame.Contains(read));
        Assert.All(frames.Skip(1), frame => Assert.Single(frames, parent => parent.Depth == frame.Depth - 1 && parent.Contains(frame)));
        Assert.All(frames, frame => Assert.StartsWith($"{frame.Name} ({frame.Samples} samples, ", frame.Title));
        Assert.Single(svg.Descendants(), element => element.Name.LocalName == "script");
    }

    [Theory]
    [InlineData]
    [InlineData("--queued")]
    [InlineData("--disks", "--milliseconds")]
    public async Task Biolatency_counts_each_request_of_a_disk_in_one_bucket(params string[] options)
    {
        Tracing.Required();
        const int Writes = 20;
        using var folder = new CopiedProgram("dd");
        var run = sample.Run(["biolatency", "--interval", "1", "--count", "4", "--json", .. options]);
        await Repeat.Until(run, async () =>
        {
            // With oflag=dsync, dd waits for the disk after each block.
            string[] write = ["if=/dev/zero", $"of={folder.Folder}/file", "bs=4k", $"count={Writes}", "oflag=dsync", "status=none"];
            (await Dotnet.Start(folder.Path, folder.Folder, write)).ShouldSucceed();
        });

        var rows = Rows(await run);
        AssertBuckets(rows, options.Contains("--milliseconds") ? "msecs" : "usecs", await run, "requests", least: Writes);
        Assert.All(rows, row => Assert.Equal(options.Contains("--disks"), row.TryGetProperty("disk", out _)));
        Assert.DoesNotContain(rows, row => row.TryGetProperty("disk", out var disk) && disk.GetString() == "unknown");
    }

    [Fact]
    public async Task Runqlat_counts_each_wait_for_a_CPU_in_one_bucket()
    {
        Tracing.Required();
        var run = await sample.Run("runqlat", "--interval", "1", "--count", "2", "--json");

        AssertBuckets(Rows(run), "usecs", run, "waits", least: 10);
    }

    [Fact]
    public async Task Runqlat_with_the_option_pid_measures_only_that_process()
    {
        Tracing.Required();
        using var program = new CopiedProgram("bash");
        using var busy = Process.Start(program.Path, ["-c", "while read -t 0.01 <> <(:) || :; do :; done"]);
        try
        {
            var pid = busy.Id.ToString(CultureInfo.InvariantCulture);
            var run = await sample.Run("runqlat", "--pid", pid, "--pids", "--duration", "2", "--json");

            var row = Assert.Single(Rows(run));
            Assert.Equal((busy.Id, program.Name), (row.GetProperty("pid").GetInt32(), row.GetProperty("command").GetString()));
            AssertBuckets([row], "usecs", run, "waits", least: 10);
        }
        finally
        {
            busy.Kill();
        }
    }

    [Fact]
    public async Task Runqlat_draws_a_bar_for_each_count_with_40_stars_for_the_largest()
    {
        Tracing.Required();
        var run = (await sample.Run("runqlat", "--duration", "1", "--milliseconds")).ShouldSucceed();

        Assert.Matches(@"\n +msecs +: count +distribution\n +0 -> 1 +: \d+ +\|\**", run.Output);
        Assert.Contains($"|{new string('*', 40)}|", run.Output); // The most frequent bucket.
    }

    [Fact]
    public async Task Xdp_count_counts_the_packets_and_bytes_that_an_interface_receives()
    {
        Tracing.Required();
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var run = sample.Run("xdp-count", "-i", "lo", "--mode", "generic", "--interval", "0.5", "--count", "4", "--json");
        await Repeat.Until(run, () => socket.SendAsync(new byte[1000], 1000, (IPEndPoint)socket.Client.LocalEndPoint!));

        var last = Rows(await run).Last(e => e.GetProperty("protocol").GetString() == "udp");
        Assert.InRange(last.GetProperty("packets").GetInt32(), 10, int.MaxValue);
        Assert.InRange(last.GetProperty("bytes").GetInt32(), 10 * 1042, int.MaxValue);
        Assert.InRange(last.GetProperty("packets_per_second").GetDouble(), 1, 1e9);
    }

    [Fact]
    public async Task Xdp_count_shows_the_counts_at_the_end_of_the_duration_even_if_no_interval_has_passed()
    {
        Tracing.Required();
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var run = sample.Run("xdp-count", "-m", "generic", "--interval", "60", "--duration", "1", "--json");
        await Repeat.Until(run, () => socket.SendAsync(new byte[1000], 1000, (IPEndPoint)socket.Client.LocalEndPoint!));

        Assert.Single(Rows(await run), e => e.GetProperty("protocol").GetString() == "udp");
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Ctrl_C_stops_a_command_with_exit_code_0(string command)
    {
        Tracing.Required();
        (await Dotnet.Start("timeout", sample.Folder, "--preserve-status", "-s", "INT", "2", sample.Binary, command)).ShouldSucceed();
    }

    /// <summary>Checks that the buckets do not overlap, and that their counts add up to the total that the command prints.</summary>
    private static void AssertBuckets(List<JsonElement> rows, string unit, ProcessResult run, string noun, long least)
    {
        long sum = 0;
        foreach (var row in rows)
        {
            Assert.Equal(unit, row.GetProperty("unit").GetString());
            long next = 0;
            foreach (var bucket in row.GetProperty("buckets").EnumerateArray())
            {
                Assert.Equal(next, bucket.GetProperty("from").GetInt64());
                next = bucket.GetProperty("to").GetInt64() + 1;
                sum += bucket.GetProperty("count").GetInt64();
            }
        }

        Assert.InRange(sum, least, long.MaxValue);
        Assert.Contains($"\n{sum} {noun}, 0 lost.", run.Error);
    }

    private static async Task Talk(TcpListener listener)
    {
        var endPoint = (IPEndPoint)listener.LocalEndpoint;
        using var client = new TcpClient(endPoint.AddressFamily);
        await client.ConnectAsync(endPoint);
        using var server = await listener.AcceptTcpClientAsync();
        await client.GetStream().WriteAsync("hello"u8.ToArray());
        client.Client.Shutdown(SocketShutdown.Send);
        var bytes = new byte[16];
        while (await server.GetStream().ReadAsync(bytes) > 0)
        {
        }
    }

    private static List<JsonElement> Rows(ProcessResult run) =>
        [.. run.ShouldSucceed().Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)];

    private static List<string> Texts(JsonElement e, string name) =>
        [.. e.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];
}
