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
using BpfGen.Package.Tests.Support;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>The commands of the sample: what happens on this machine is what they show.</summary>
[Collection(PublishedSample.Name)]
public sealed class SampleCommandTests(PublishedSample sample)
{
    private const int MostLines = 100;

    /// <summary>A command that sees nothing ends after this, and prints nothing.</summary>
    private const string Limit = "60";

    public static TheoryData<string> Commands => ["execsnoop", "opensnoop", "tcplife", "profile", "xdp-count"];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task The_sample_lists_its_commands_and_each_says_what_it_can(string command)
    {
        Assert.Contains($"\n  {command} ", (await sample.Run("--help")).ShouldSucceed().Output);

        var help = (await sample.Run(command, "--help")).ShouldSucceed().Output;
        Assert.Contains($"Usage: sample-app {command} [options]", help);
        Assert.Contains("--json", help);
        Assert.Contains("--duration, -d", help);
    }

    [Fact]
    public void Each_command_is_less_than_a_hundred_lines()
    {
        var files = Directory.GetFiles(Path.Combine(PackedPackage.Repository, "sample-app", "Tools"));

        Assert.Equal(Commands.Count, files.Length);
        Assert.All(files, file => Assert.InRange(File.ReadAllLines(file).Length, 1, MostLines - 1));
    }

    [Theory]
    [InlineData("execsnoop", "There is no option 'nonsense'", "nonsense")]
    [InlineData("execsnoop", "--user cannot be 'root'.", "--user", "root")]
    [InlineData("tcplife", "--local-port cannot be '65536'.", "-L", "65536")]
    [InlineData("profile", "There is no option '--user'", "--user", "1")]
    [InlineData("xdp-count", "--mode cannot be 'fast'.", "--mode", "fast")]
    public async Task What_a_command_cannot_be_asked_is_refused(string command, string answer, params string[] arguments)
    {
        var run = (await sample.Run([command, .. arguments])).ShouldFail();

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"sample-app {command}: {answer}", run.Error);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("There is no network interface 'nowhere0'; there are ", "--interface", "nowhere0")]
    [InlineData("BPF_LINK_CREATE failed with ", "--interface", "lo", "--mode", "native")]
    public async Task What_the_kernel_does_not_let_xdp_count_do_is_said_in_one_line(string answer, params string[] arguments)
    {
        await Tracing.Required();
        var run = (await sample.Run(["xdp-count", .. arguments])).ShouldFail();

        Assert.StartsWith("sample-app xdp-count: ", run.Error);
        Assert.Contains(answer, run.Error);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Execsnoop_shows_who_executes_what_with_which_arguments()
    {
        await Tracing.Required();
        using var program = new CopiedProgram("true");
        var run = sample.Run("execsnoop", "--name", program.Name, "--count", "1", "--json", "--duration", Limit);
        await program.RunUntil(run, "one", "two words", "");

        var e = Assert.Single(Rows(await run));
        Assert.Equal(program.Name, e.GetProperty("command").GetString());
        Assert.Equal([program.Path, "one", "two words", ""], Texts(e, "arguments"));
        Assert.Equal((0, Environment.ProcessId), (e.GetProperty("result").GetInt32(), e.GetProperty("parent").GetInt32()));
    }

    [Fact]
    public async Task Execsnoop_shows_calls_that_fail_where_it_is_asked_to()
    {
        await Tracing.Required();
        using var program = new CopiedProgram("env");
        var run = sample.Run("execsnoop", "--failed", "--name", program.Name, "-n", "2", "--json", "--duration", Limit);
        await program.RunUntil(run, "/nowhere/nothing", "x");

        var results = Rows(await run).ToDictionary(e => e.GetProperty("result").GetInt32(), e => Texts(e, "arguments"));
        Assert.Equal([program.Path, "/nowhere/nothing", "x"], results[0]);
        Assert.Equal(["/nowhere/nothing", "x"], results[-2]);
    }

    [Fact]
    public async Task Opensnoop_shows_files_that_a_program_does_not_find()
    {
        await Tracing.Required();
        using var program = new CopiedProgram("tac");
        var run = sample.Run("opensnoop", "--failed", "--name", program.Name, "--duration", "4", "--json");
        await program.RunUntil(run, "/nowhere/nothing", "/proc/version");

        var rows = Rows(await run);
        Assert.Contains(rows, e => e.GetProperty("path").GetString() == "/nowhere/nothing");
        Assert.All(rows, e => Assert.Equal(program.Name, e.GetProperty("command").GetString()));
        Assert.All(rows, e => Assert.InRange(e.GetProperty("result").GetInt32(), -4095, -1));
    }

    [Fact]
    public async Task Opensnoop_shows_the_files_of_a_process_as_lines_below_a_heading()
    {
        await Tracing.Required();
        var process = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var run = sample.Run("opensnoop", "--pid", process, "--duration", "3");
        await Repeat.Until(run, () => File.ReadAllTextAsync("/proc/version", TestContext.Current.CancellationToken));

        var lines = (await run).ShouldSucceed().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches("^ *TIMESTAMP +PID +COMMAND +RESULT +PATH$", lines[0]);
        Assert.Contains(lines, line => line.EndsWith(" /proc/version", StringComparison.Ordinal));
        Assert.All(lines.Skip(1), line => Assert.Contains($" {process} ", line));
    }

    [Theory]
    [InlineData]
    [InlineData("--json")]
    public async Task A_command_ends_when_nobody_reads_any_more(params string[] options)
    {
        await Tracing.Required();
        var run = sample.RunInto("head -n 1", ["opensnoop", .. options]);
        await Repeat.Until(run, () => File.ReadAllTextAsync("/proc/version", TestContext.Current.CancellationToken));

        Assert.Single((await run).ShouldSucceed().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Tcplife_shows_how_much_a_connection_carried(string address)
    {
        await Tracing.Required();
        using var listener = new TcpListener(IPAddress.Parse(address), 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var run = sample.Run("tcplife", "--local-port", port.ToString(CultureInfo.InvariantCulture), "-n", "1", "--json", "-d", Limit);
        await Repeat.Until(run, () => Talk(listener));

        var e = Assert.Single(Rows(await run));
        Assert.Equal((address, port, address), (e.GetProperty("local").GetString()!, e.GetProperty("lport").GetInt32(), e.GetProperty("remote").GetString()!));

        // To the kernel, the packet that closes the connection is one byte more.
        Assert.InRange(e.GetProperty("received").GetInt32(), 5, 6);
        Assert.Equal(Environment.ProcessId, e.GetProperty("pid").GetInt32());
        Assert.InRange(e.GetProperty("ms").GetDouble(), 0.001, 60_000);
    }

    [Fact]
    public async Task Profile_names_what_a_process_does_in_the_kernel()
    {
        await Tracing.Required();
        using var program = new CopiedProgram("dd");
        using var busy = Process.Start(program.Path, ["if=/dev/zero", "of=/dev/null", "bs=1M", "status=none"]);
        try
        {
            string[] command = ["profile", "--pid", busy.Id.ToString(CultureInfo.InvariantCulture), "--frequency", "199", "--duration", "2"];
            var rows = Rows(await sample.Run([.. command, "--json"]));
            var folded = (await sample.Run([.. command, "--folded"])).ShouldSucceed();

            Assert.All(rows, e => Assert.Equal((busy.Id, program.Name), (e.GetProperty("pid").GetInt32(), e.GetProperty("command").GetString())));
            Assert.Contains(rows, e => Texts(e, "stack").Contains("vfs_read_[k]"));
            Assert.Matches($"(?m)^{program.Name};.*;vfs_read_\\[k\\](;.*)? \\d+$", folded.Output);
        }
        finally
        {
            busy.Kill();
        }
    }

    [Fact]
    public async Task Profile_names_functions_that_dotnet_has_compiled_at_run_time()
    {
        await Tracing.Required();
        using var busy = await BusyProgram.Start();

        var rows = Rows(await sample.Run("profile", "--pid", busy.Id.ToString(CultureInfo.InvariantCulture), "--frequency", "199", "--duration", "3", "--json"));

        Assert.Contains(rows, e => Texts(e, "stack") is [var function, ..] && function.Contains("[busy] Worker::Work(int32)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Xdp_count_counts_what_an_interface_receives()
    {
        await Tracing.Required();
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var run = sample.Run("xdp-count", "-i", "lo", "--mode", "generic", "--interval", "0.5", "--count", "4", "--json");
        await Repeat.Until(run, () => socket.SendAsync(new byte[1000], 1000, (IPEndPoint)socket.Client.LocalEndPoint!));

        var last = Rows(await run).Last(e => e.GetProperty("protocol").GetString() == "udp");
        Assert.InRange(last.GetProperty("packets").GetInt32(), 10, int.MaxValue);
        Assert.InRange(last.GetProperty("bytes").GetInt32(), 10 * 1042, int.MaxValue);
        Assert.InRange(last.GetProperty("packets_per_second").GetDouble(), 1, 1e9);
    }

    [Fact]
    public async Task Xdp_count_shows_what_there_was_when_its_time_is_over()
    {
        await Tracing.Required();
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var run = sample.Run("xdp-count", "-m", "generic", "--interval", "60", "--duration", "1", "--json");
        await Repeat.Until(run, () => socket.SendAsync(new byte[1000], 1000, (IPEndPoint)socket.Client.LocalEndPoint!));

        Assert.Single(Rows(await run), e => e.GetProperty("protocol").GetString() == "udp");
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Ctrl_C_ends_a_command_cleanly(string command)
    {
        await Tracing.Required();
        (await Dotnet.Start("timeout", sample.Folder, "--preserve-status", "-s", "INT", "2", sample.Binary, command)).ShouldSucceed();
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
        [.. run.ShouldSucceed().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private static List<string> Texts(JsonElement e, string name) => [.. e.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];
}
