using System;
using System.Runtime.InteropServices;
using BpfGen.Wire;

namespace BpfGen.Interop;

/// <summary>The running kernel's version, and its key in the tables of generated code.</summary>
internal static unsafe class RunningKernel
{
    /// <summary>The size of each string in <c>struct utsname</c>. The struct has six strings; the third is the release.</summary>
    private const int FieldSize = 65;
    private const int Fields = 6;
    private const int ReleaseField = 2;
    private const int MachineField = 4;

    /// <summary>
    /// The kernel version, with three numbers. <see cref="Environment.OSVersion"/> returns the same version, but adds enum formatting with
    /// reflection to native programs.
    /// </summary>
    public static Version Version { get; } = Ask();

    /// <summary>Returns the numbers that identify the running kernel in tables of generated code (see <see cref="KernelKey"/>).</summary>
    /// <param name="size">The size of the kernel's BTF in bytes.</param>
    /// <returns>
    /// The number with the architecture, and the number without it. The generator leaves the architecture out if the kernel's BTF does not
    /// show it.
    /// </returns>
    public static (ulong WithMachine, ulong WithoutMachine) Keys(long size)
    {
        var names = stackalloc byte[Fields * FieldSize];
        if (Libc.SystemNames(names) < 0)
        {
            return (0, 0);
        }

        var release = Field(names, ReleaseField);
        return (KernelKey.Of(release, Field(names, MachineField), size), KernelKey.Of(release, [], size));
    }

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
            : Parse(Field(names, ReleaseField));
    }

    private static ReadOnlySpan<byte> Field(byte* names, int field) =>
        MemoryMarshal.CreateReadOnlySpanFromNullTerminated(names + (field * FieldSize));
}
