using System;
using System.Runtime.InteropServices;

namespace BpfGen.Benchmarks.Minimal;

/// <summary>
/// Writes to standard output with a system call. <see cref="Console"/> would add as many bytes to the binary as all of BpfGen.
/// </summary>
internal static partial class Output
{
    private const int Descriptor = 1;

    /// <summary>Whether the output is still open: false after a write has failed.</summary>
    public static bool IsOpen { get; private set; } = true;

    public static void Write(ReadOnlySpan<byte> bytes) => IsOpen &= Write(Descriptor, bytes, bytes.Length) == bytes.Length;

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, ReadOnlySpan<byte> bytes, nint count);
}
