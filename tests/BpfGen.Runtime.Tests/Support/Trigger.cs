using System;
using System.IO;
using System.Runtime.InteropServices;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>Makes events happen that the probes in <c>probes/tracing</c> wait for.</summary>
internal static partial class Trigger
{
    /// <summary>Asks for the group of a process, which need not exist.</summary>
    public static void GetProcessGroup(ulong process) => _ = GetPgid((int)process);

    /// <summary>Asks for the session of a process, which need not exist.</summary>
    public static void GetSession(ulong process) => _ = GetSid((int)process);

    /// <summary>Gives the thread another name for a moment.</summary>
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
