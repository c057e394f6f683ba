using System;
using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>The kernel that this runs on.</summary>
internal static unsafe class RunningKernel
{
    /// <summary><c>struct utsname</c> is six texts of this size; the third is the release.</summary>
    private const int FieldSize = 65;
    private const int Fields = 6;
    private const int ReleaseField = 2;

    /// <summary>
    /// Its version, of three numbers. <see cref="Environment.OSVersion"/> says the same, but brings the formatting of enumerations, which is by reflection, into a
    /// native program.
    /// </summary>
    public static Version Version { get; } = Ask();

    /// <param name="release">The kernel's release: <c>6.1.0-44-amd64</c>.</param>
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
