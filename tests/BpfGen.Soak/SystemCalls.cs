using System.Runtime.InteropServices;

namespace BpfGen.Soak;

/// <summary>The system call that makes an event.</summary>
internal static partial class SystemCalls
{
    public static void GetProcessGroup() => _ = GetProcessGroup(0);

    [LibraryImport("libc", EntryPoint = "getpgid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetProcessGroup(int process);
}
