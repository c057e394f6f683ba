using System;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using BpfGen.Generator.Tests.Support;
using BpfGen.Tool.Files;
using BpfGen.Tool.Guest;
using BpfGen.Tool.Tests.Support;
using BpfGen.Tool.Verification;
using Spectre.Console;
using Xunit;

namespace BpfGen.Tool.Tests;

/// <summary>The command <c>verify</c>, without virtual machines: the loader on this kernel, and the output.</summary>
public sealed class VerificationTests : IDisposable
{
    private static readonly VerificationReport Report = new("probe.o", "x64",
    [
        new("5.10", "5.10.0-1", 9.5, null,
        [
            new("first", "xdp", false, ProgramAnswer.Loaded, 0, "", []),
            new("second", "xdp.frags", true, ProgramAnswer.Refused, 0, "EINVAL, too old", ["line \"one\"", "line two"]),
        ]),
        new("6.12", "6.12.1", 12, null,
        [
            new("first", "xdp", false, ProgramAnswer.Loaded, 12, "", []),
            new("second", "xdp.frags", true, ProgramAnswer.Loaded, 7, "", []),
        ]),
    ]);

    private readonly string _folder = Directory.CreateTempSubdirectory("bpfgen-verify-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_table_has_a_row_for_each_program_and_a_column_for_each_kernel()
    {
        var text = Show(Report, AnsiSupport.No);

        Assert.Matches(@"program +5\.10 +6\.12 ", text);
        Assert.Matches(@" 5\.10\.0-1 +6\.12\.1 ", text);
        Assert.Matches(@"first +loaded +loaded \(12\) ", text);
        Assert.Matches(@"second \(optional\) +refused +loaded \(7\) ", text);
        Assert.Contains("second on 5.10 (5.10.0-1): EINVAL, too old\n    line \"one\"\n    line two\n", text);
        Assert.Contains("2 kernels (x64): 3 of 4 loads succeeded, 1 optional programs did not load", text);
        Assert.DoesNotContain('\e', text);
    }

    [Fact]
    public void A_terminal_gets_colors() => Assert.Contains("\e[32mloaded", Show(Report, AnsiSupport.Yes));

    [Fact]
    public void Only_optional_programs_may_fail()
    {
        Assert.True(Report.IsSuccess);

        var kernel = Report.Kernels[0];
        var required = kernel with { Programs = [kernel.Programs[1] with { IsOptional = false }] };
        Assert.False((Report with { Kernels = [required] }).IsSuccess);
        Assert.False((Report with { Kernels = [kernel with { Error = "no answer", Programs = [] }] }).IsSuccess);
    }

    [Fact]
    public void The_CSV_file_has_a_line_for_each_program_on_each_kernel()
    {
        using var text = new StringWriter();

        VerificationTables.WriteCsv(Report, text);

        Assert.Equal(
            "program,section,optional,kernel,release,arch,result,instructions,reason\n"
            + "first,xdp,no,5.10,5.10.0-1,x64,loaded,0,\n"
            + "second,xdp.frags,yes,5.10,5.10.0-1,x64,refused,0,\"EINVAL, too old\nline \"\"one\"\"\nline two\"\n"
            + "first,xdp,no,6.12,6.12.1,x64,loaded,12,\n"
            + "second,xdp.frags,yes,6.12,6.12.1,x64,loaded,7,\n",
            text.ToString());
    }

    [Fact]
    public void An_object_with_an_error_of_the_build_is_not_loaded()
    {
        var exception = Assert.Throws<ToolException>(() => ObjectCompiler.Compile(
            Path.Combine(Repository.Probes, "probe.o"), "linux-s390x", TestContext.Current.CancellationToken));

        Assert.Contains("error BPFGEN005: ", exception.Message);
    }

    [Theory]
    [InlineData("rejected.o", "Unchecked", false)]
    [InlineData("probe.o", "BpfProg", true)]
    public async Task The_loader_prints_the_answer_of_the_kernel(string probe, string member, bool isLoaded)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Requires root.");
        var assembly = Path.Combine(_folder, "BpfGen.Verified.dll");
        var (bytes, errors) = ObjectCompiler.Compile(
            Path.Combine(Repository.Probes, probe), "linux-x64", TestContext.Current.CancellationToken);
        Assert.Empty(errors);
        await File.WriteAllBytesAsync(assembly, bytes, TestContext.Current.CancellationToken);

        var run = (await ToolRun.Of(GuestLoader.Argument, assembly, member)).ShouldSucceed();

        var line = Assert.Single(run.Output.Split('\n'), line => line.StartsWith(GuestAnswer.Mark, StringComparison.Ordinal));
        var answer = JsonSerializer.Deserialize(line[GuestAnswer.Mark.Length..], GuestJson.Default.GuestAnswer)!;
        Assert.Equal((member, isLoaded), (answer.Member, answer.IsLoaded));
        if (isLoaded)
        {
            Assert.InRange(answer.Instructions, 1, 1000);
            return;
        }

        Assert.Equal("BPF_PROG_LOAD", answer.Call);
        Assert.Contains("EACCES", answer.Message);
        Assert.Contains("invalid mem access", answer.Log[^1]);
    }

    [Theory]
    [InlineData("""{"Member":"First","IsLoaded":tr""")]
    [InlineData("""{"Member":"First"}""")]
    [InlineData("""{"Member":null,"IsLoaded":true,"Instructions":1,"Call":"","Message":"","Log":[]}""")]
    [InlineData("null")]
    [InlineData("")]
    public void A_damaged_answer_is_an_error_that_shows_it_and_keeps_the_other_answers(string damaged)
    {
        var answers = GuestAnswers.Read($"bpfgen-answer {damaged}\n{Answer("Second")}\n");

        Assert.Equal(["Second"], answers.ByMember.Keys);
        Assert.StartsWith($"The machine printed a damaged answer: '{damaged}'.", answers.Problem, StringComparison.Ordinal);
        Assert.Contains("the disk of this machine is full", answers.Problem);
    }

    [Fact]
    public void A_second_answer_about_the_same_program_is_an_error()
    {
        var answers = GuestAnswers.Read($"{Answer("First")}\nother output\n{Answer("First")}\n");

        Assert.Equal(["First"], answers.ByMember.Keys);
        Assert.StartsWith("The machine printed two answers about 'First'.", answers.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Complete_answers_are_no_error()
    {
        var answers = GuestAnswers.Read($"{Answer("First")}\nother output\n{Answer("Second")}\n");

        Assert.Equal(["First", "Second"], answers.ByMember.Keys);
        Assert.Null(answers.Problem);
    }

    private static string Answer(string member) =>
        GuestAnswer.Mark + JsonSerializer.Serialize(new GuestAnswer(member, true, 1, "", "", []), GuestJson.Default.GuestAnswer);

    private static string Show(VerificationReport report, AnsiSupport ansi)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = ansi,
            ColorSystem = ansi == AnsiSupport.Yes ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = 160;
        VerificationTables.Write(report, console);
        return text.ToString();
    }
}
