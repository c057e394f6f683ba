using System.Threading.Tasks;
using BpfGen.Package.Tests.Support;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>The tables that the sample's commands show in a terminal, and redraw as rows arrive.</summary>
[Collection(PublishedSample.Name)]
public sealed class LiveTableTests(PublishedSample sample)
{
    private const string HideCursor = "\e[?25l";
    private const string ShowCursor = "\e[?25h";

    [Fact]
    public async Task Execsnoop_shows_a_table_in_a_terminal_and_restores_the_cursor()
    {
        Tracing.Required();
        using var program = new CopiedProgram("true");
        var run = InTerminal($"execsnoop --name {program.Name} --count 2 --duration 60");
        await program.RunUntil(run, "[red]no markup[/]");

        var screen = (await run).ShouldSucceed().Output;
        Assert.Contains("ARGUMENTS", screen);
        Assert.Contains($"{program.Path} [red]no markup[/]", screen);
        Assert.Contains(HideCursor, screen);
        Assert.True(screen.LastIndexOf(ShowCursor, System.StringComparison.Ordinal) > screen.LastIndexOf(
            HideCursor, System.StringComparison.Ordinal));
        Assert.Contains("2 programs, 0 lost.", screen);
    }

    [Fact]
    public async Task Profile_redraws_its_table_in_place()
    {
        Tracing.Required();
        var screen = (await InTerminal("profile --duration 2.5")).ShouldSucceed().Output;

        Assert.Matches(@"SAMPLES.*COMMAND[\s\S]*\e\[\d+A[\s\S]*SAMPLES.*COMMAND", screen);
    }

    private Task<ProcessResult> InTerminal(string arguments) =>
        Dotnet.Start(
            "script", sample.Folder, "-qefc", $"stty cols 150 rows 20; TERM=xterm-256color {sample.Binary} {arguments}", "/dev/null");
}
