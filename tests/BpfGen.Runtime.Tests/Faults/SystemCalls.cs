using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using BpfGen.Interop;

namespace BpfGen.Runtime.Tests.Faults;

/// <summary>
/// The system calls that the tests make fail. Calls that only release something (close, munmap, unlink) are not among them.
/// </summary>
internal static class SystemCalls
{
    /// <summary>The name, the number on x86-64, and the number on arm64; -1 if the architecture lacks the call.</summary>
    private static readonly (string Name, int X64, int Arm64)[] All =
    [
        ("bpf", 321, 280), ("mmap", 9, 222), ("perf_event_open", 298, 241), ("ioctl", 16, 29),
        ("epoll_create1", 291, 20), ("epoll_ctl", 233, 21), ("epoll_wait", 232, -1), ("epoll_pwait", 281, 22), ("eventfd2", 290, 19),
        ("openat", 257, 56), ("openat2", 437, 437), ("read", 0, 63), ("pread64", 17, 67), ("write", 1, 64), ("fcntl", 72, 25),
        ("readlinkat", 267, 78), ("statx", 332, 291), ("mkdir", 83, -1), ("mkdirat", 258, 34),
        ("socket", 41, 198), ("bind", 49, 200), ("setsockopt", 54, 208), ("sendto", 44, 206), ("recvfrom", 45, 207),
    ];

    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    public static IReadOnlyDictionary<int, string> Names { get; } = All
        .Select(static call => (call.Name, Number: IsArm ? call.Arm64 : call.X64))
        .Where(static call => call.Number >= 0)
        .ToDictionary(static call => call.Number, static call => call.Name);

    public static int Bpf => (int)SyscallNumbers.Bpf;

    /// <summary>The number of a call; -1 if the architecture lacks it.</summary>
    public static int NumberOf(string name) => Names.FirstOrDefault(pair => pair.Value == name, new(-1, name)).Key;
}
