using System.Linq;
using System.Threading.Tasks;
using BpfGen.Runtime.Tests.Faults;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace BpfGen.Runtime.Tests;

/// <summary>Runs the tests, or a part of a test that needs a process of its own.</summary>
internal static class Program
{
    /// <summary>Runs one life, so that its privileges and system calls can be tried by hand: see docs/security.md.</summary>
    private const string LifeArgument = "--run-life";

    public static async Task<int> Main(string[] args)
    {
        if (args is [FaultedProcess.Argument or FaultedProcess.DelegatedArgument])
        {
            FaultedProcess.Run(isDelegated: args[0] == FaultedProcess.DelegatedArgument);
            return 0;
        }

        if (args is [LifeArgument, var name])
        {
            using var stage = new Stage();
            Lives.All[name](stage);
            return 0;
        }

        // As the entry point that xunit generates.
        return args.Any(argument => argument is "--server" or "--internal-msbuild-node")
            ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : await ConsoleRunner.Run(args);
    }
}
