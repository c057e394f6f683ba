using System;
using System.Runtime.InteropServices;

namespace BpfGen.Benchmarks.Minimal;

/// <summary>Standard output by the system's own call: <see cref="Console"/> would take as much of the program as all of BpfGen.</summary>
internal static partial class Output
{
    private const int Descriptor = 1;

    /// <summary>Whether everything has been written so far.</summary>
    public static bool IsOpen { get; private set; } = true;

    public static void Write(ReadOnlySpan<byte> bytes) => IsOpen &= Write(Descriptor, bytes, bytes.Length) == bytes.Length;

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, ReadOnlySpan<byte> bytes, nint count);
}
