using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace BpfGen.Agent.Tests.Deploy.Support;

/// <summary>The exit code and the output of a program that has ended.</summary>
internal sealed record Command(string Line, int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Runs a program to its end.</summary>
    public static async Task<Command> Run(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new(string.Join(' ', arguments.Prepend(program)), process.ExitCode, await output, await error);
    }

    /// <summary>Runs a program that must succeed.</summary>
    /// <returns>Its standard output.</returns>
    public static async Task<string> OutputOf(string program, params string[] arguments) =>
        (await Run(program, arguments)).ShouldSucceed().Output;

    /// <summary>Starts a program.</summary>
    public static Process Start(string program, params string[] arguments) => Process.Start(
        new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    public Command ShouldSucceed()
    {
        Assert.True(ExitCode == 0, $"{Line}\nexit code {ExitCode}\n{Output}\n{Error}");
        return this;
    }
}
