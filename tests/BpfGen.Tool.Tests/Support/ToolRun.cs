using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Tool.Tests.Support;

/// <summary>The result of running the tool as a process. Paths are relative to the root folder of the repository.</summary>
/// <param name="Status">The exit status.</param>
/// <param name="Output">The standard output.</param>
/// <param name="Error">The standard error.</param>
internal sealed record ToolRun(int Status, string Output, string Error)
{
    public static Task<ToolRun> Of(params string[] arguments) => In(Repository.Root, arguments);

    /// <summary>Runs the tool in a folder.</summary>
    public static Task<ToolRun> In(string folder, params string[] arguments) =>
        Start(folder, "dotnet", [Path.Combine(AppContext.BaseDirectory, "bpfgen.dll"), .. arguments]);

    /// <summary>Runs a program in a folder, and waits until it exits.</summary>
    public static async Task<ToolRun> Start(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new ToolRun(process.ExitCode, await output, await error);
    }

    public ToolRun ShouldSucceed()
    {
        Assert.True(Status == 0, $"status {Status}\n{Output}{Error}");
        return this;
    }

    /// <summary>Checks that the command fails with a message, and not with an exception.</summary>
    public ToolRun ShouldFail()
    {
        Assert.Equal(1, Status);
        Assert.NotEmpty(Output + Error);
        Assert.DoesNotContain("   at ", Output + Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Output + Error, StringComparison.Ordinal);
        return this;
    }
}
