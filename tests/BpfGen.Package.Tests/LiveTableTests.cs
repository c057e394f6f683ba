using System.Threading.Tasks;
using BpfGen.Package.Tests.Support;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>The sample's commands in a terminal, published with tables that move.</summary>
[Collection(PublishedSample.Name)]
public sealed class LiveTableTests(PublishedTables sample) : IClassFixture<PublishedTables>
{
    private const string HideCursor = "\e[?25l";
    private const string ShowCursor = "\e[?25h";

    [Fact]
    public void Tables_publish_with_NativeAOT_without_a_warning() => Assert.DoesNotContain("warning", sample.Log);

    [Fact]
    public async Task In_a_terminal_programs_stand_in_a_table_and_the_cursor_comes_back()
    {
        await Tracing.Required();
        using var program = new CopiedProgram("true");
        var run = InTerminal($"execsnoop --name {program.Name} --count 2 --duration 60");
        await program.RunUntil(run, "[red]no markup[/]");

        var screen = (await run).ShouldSucceed().Output;
        Assert.Contains("ARGUMENTS", screen);
        Assert.Contains($"{program.Path} [red]no markup[/]", screen);
        Assert.Contains(HideCursor, screen);
        Assert.True(screen.LastIndexOf(ShowCursor, System.StringComparison.Ordinal) > screen.LastIndexOf(HideCursor, System.StringComparison.Ordinal));
        Assert.Contains("2 programs, 0 lost.", screen);
    }

    [Fact]
    public async Task What_is_counted_takes_the_place_of_what_was()
    {
        await Tracing.Required();
        var screen = (await InTerminal("profile --duration 2.5")).ShouldSucceed().Output;

        Assert.Matches(@"SAMPLES.*COMMAND[\s\S]*\e\[\d+A[\s\S]*SAMPLES.*COMMAND", screen);
    }

    private Task<ProcessResult> InTerminal(string arguments) =>
        Dotnet.Start("script", sample.Folder, "-qefc", $"stty cols 150 rows 20; TERM=xterm-256color {sample.Binary} {arguments}", "/dev/null");
}
