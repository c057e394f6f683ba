using System;
using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>The running kernel.</summary>
internal static unsafe class RunningKernel
{
    /// <summary>The size of each string in <c>struct utsname</c>. The struct has six strings; the third is the release.</summary>
    private const int FieldSize = 65;
    private const int Fields = 6;
    private const int ReleaseField = 2;

    /// <summary>
    /// The kernel version, with three numbers. <see cref="Environment.OSVersion"/> returns the same version, but adds enum formatting with
    /// reflection to native programs.
    /// </summary>
    public static Version Version { get; } = Ask();

    /// <param name="release">The kernel's release, such as <c>6.1.0-44-amd64</c>.</param>
    internal static Version Parse(ReadOnlySpan<byte> release)
    {
        Span<int> numbers = stackalloc int[3];
        numbers.Clear();
        for (var (field, i) = (0, 0); field < numbers.Length && i < release.Length; i++)
        {
            if (release[i] is >= (byte)'0' and <= (byte)'9' and var digit)
            {
                numbers[field] = Math.Min((numbers[field] * 10) + (digit - '0'), short.MaxValue);
            }
            else if (release[i] == (byte)'.')
            {
                field++;
            }
            else
            {
                break;
            }
        }

        return new Version(numbers[0], numbers[1], numbers[2]);
    }

    private static Version Ask()
    {
        var names = stackalloc byte[Fields * FieldSize];
        return Libc.SystemNames(names) < 0
            ? new Version(0, 0, 0)
            : Parse(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(names + (ReleaseField * FieldSize)));
    }
}
