using System;
using System.IO;
using System.Runtime.InteropServices;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>Causes the events that the programs in <c>probes/tracing</c> trace.</summary>
internal static partial class Trigger
{
    /// <summary>Calls getpgid for a process id. The process need not exist.</summary>
    public static void GetProcessGroup(ulong process) => _ = GetPgid((int)process);

    /// <summary>Calls getsid for a process id. The process need not exist.</summary>
    public static void GetSession(ulong process) => _ = GetSid((int)process);

    /// <summary>Renames the current thread and restores its name.</summary>
    public static void RenameThread(string name)
    {
        const string path = "/proc/thread-self/comm";
        var before = File.ReadAllText(path).TrimEnd('\n');
        File.WriteAllText(path, name);
        File.WriteAllText(path, before);
    }

    /// <summary>The id of the current thread.</summary>
    [LibraryImport("libc", EntryPoint = "gettid")]
    public static partial int ThreadId();

    [LibraryImport("libc", EntryPoint = "getpgid")]
    private static partial int GetPgid(int process);

    [LibraryImport("libc", EntryPoint = "getsid")]
    private static partial int GetSid(int process);
}
