using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using BpfGen.Kernel.Matrix;
using BpfGen.Tool.Tests.Support;
using Xunit;

namespace BpfGen.Tool.Tests;

/// <summary>The report of the cases on other kernels.</summary>
public sealed class MatrixTests
{
    private const string Old = """
        Linux 5.10.0.46
        ok maps [12 ms]
        FAIL agent: file opens: CheckException: no event: 3
           at BpfGen.One
           at BpfGen.Two
        skip user ring: requires Linux 6.1
        ok kfuncs (refused: no bpf_task_acquire (needs 6.2)) [5 ms]
        2 passed, 1 failed, 1 skipped

        """;

    private const string New = """
        Linux 7.3.0.1
        ok maps [2 ms]
        ok agent: file opens [30 ms]
        ok user ring [1 ms]
        ok kfuncs [5 ms]
        ok newest [5 ms]
        5 passed, 0 failed, 0 skipped

        """;

    [Fact]
    public void The_report_has_a_row_for_each_case_the_failures_and_the_counts()
    {
        var report = new MatrixReport([new KernelRun("bullseye", Old, null), new KernelRun("sid", New, null)]);

        Assert.Equal(
            """
            case                                       5.10.0.46        7.3.0.1
            maps                                       ok               ok
            agent: file opens                          FAIL             ok
            user ring                                  skip             ok
            kfuncs                                     refused          ok
            newest                                     -                ok
            (refused: the kernel lacks the feature, and the error message says so)
            bullseye:FAIL agent: file opens: CheckException: no event: 3
            bullseye-   at BpfGen.One
            bullseye-   at BpfGen.Two
            7 passed, 1 failed, 1 skipped

            """,
            Show(report));
        Assert.Equal(1, report.ExitStatus);
    }

    [Fact]
    public void A_machine_that_stopped_counts_as_a_failure_and_keeps_the_results_until_then()
    {
        var report = new MatrixReport([new KernelRun("sid", "Linux 7.3.0.1\nok maps [2 ms]\nok ag", "the machine stopped")]);

        Assert.Matches("maps +ok", Show(report));
        Assert.EndsWith("\n0 passed, 1 failed, 0 skipped\n", Show(report));
        Assert.Equal(2, report.ExitStatus);
    }

    [Fact]
    public void Without_failures_the_exit_status_is_zero()
    {
        Assert.Equal(0, new MatrixReport([new KernelRun("sid", New, null)]).ExitStatus);
        Assert.True(MatrixReport.HasCounts(New));
        Assert.False(MatrixReport.HasCounts("Linux 7.3.0.1\nok maps [2 ms]\nSegmentation fault\n"));
    }

    [Theory]
    [InlineData("unknown option '--all'", "--all")]
    [InlineData("'mips'", "--arch", "mips")]
    [InlineData("--only requires a text", "--only", "")]
    [InlineData("Debian has no suite with Linux 6.6", "6.6")]
    public async Task A_wrong_argument_is_an_error_with_status_2(string message, params string[] arguments)
    {
        var run = await ToolRun.Start(
            AppContext.BaseDirectory, "dotnet", [Path.Combine(AppContext.BaseDirectory, "BpfGen.Kernel.Matrix.dll"), .. arguments]);

        Assert.Equal((2, ""), (run.Status, run.Output));
        Assert.StartsWith("run.sh: ", run.Error);
        Assert.Contains(message, run.Error);
    }

    private static string Show(MatrixReport report)
    {
        using var text = new StringWriter();
        report.Write(text);

        // The cells of the last column end with spaces.
        return string.Join('\n', text.ToString().Split('\n').Select(line => line.TrimEnd()));
    }
}
