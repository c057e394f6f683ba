using System;
using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace BpfGen.Package.Tests.Support;

/// <summary>The requirements of the sample's commands.</summary>
internal static class Tracing
{
    private const string Folder = "/sys/kernel/tracing";

    /// <summary>Skips the test if the process is not root, and mounts tracefs if it is not mounted.</summary>
    public static async Task Required()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        if (!Directory.Exists(Folder + "/events"))
        {
            (await Dotnet.Start("mount", "/", "-t", "tracefs", "tracefs", Folder)).ShouldSucceed();
        }
    }
}
