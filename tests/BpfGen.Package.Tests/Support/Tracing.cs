using System;
using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace BpfGen.Package.Tests.Support;

/// <summary>What the commands of the sample need of the machine.</summary>
internal static class Tracing
{
    private const string Folder = "/sys/kernel/tracing";

    /// <summary>Skips the test, saying why, where the process may not trace; mounts the file system of tracepoints where it is not.</summary>
    public static async Task Required()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        if (!Directory.Exists(Folder + "/events"))
        {
            (await Dotnet.Start("mount", "/", "-t", "tracefs", "tracefs", Folder)).ShouldSucceed();
        }
    }
}
