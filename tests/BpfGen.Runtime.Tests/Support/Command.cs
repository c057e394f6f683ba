using System.Diagnostics;
using System.Threading.Tasks;
using Xunit;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>Runs command-line programs for tasks that .NET has no API for.</summary>
internal static class Command
{
    public static async Task Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }
}
