using System;
using System.Globalization;
using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Maps;

/// <summary>
/// Explains why the kernel rejects a program after the verifier has accepted it. All programs that use a program array must be alike: the
/// first program that uses the array, or is put into it, decides. For a program that differs, the kernel reports only EINVAL.
/// </summary>
internal static class ProgramArrayConflict
{
    private const byte LoadImmediate64 = 0x18;
    private const int PseudoMapDescriptor = 1;
    private const string OwnerField = "owner_prog_type:";

    private const string Rule = "The kernel requires the same type, attach type and XDP frags flag of all programs that use a program "
        + "array or are in it. Use one program array for each kind of program.";

    /// <returns>The explanation, or null if the program uses no program array that other programs use.</returns>
    public static string? Explain(ReadOnlySpan<ulong> instructions, ProgramType type)
    {
        var slots = MemoryMarshal.AsBytes(instructions);
        for (var i = 0; i + sizeof(ulong) <= slots.Length; i += sizeof(ulong))
        {
            if (slots[i] == LoadImmediate64)
            {
                var source = BitConverter.IsLittleEndian ? slots[i + 1] >> 4 : slots[i + 1] & 0xf;
                if (source == PseudoMapDescriptor && ExplainMap(MemoryMarshal.Read<int>(slots[(i + 4)..]), type) is { } explanation)
                {
                    return explanation;
                }

                i += sizeof(ulong);
            }
        }

        return null;
    }

    /// <summary>Explains why a program cannot be put into a program array.</summary>
    /// <param name="array">The array.</param>
    /// <param name="name">The name of the array.</param>
    /// <returns>The explanation, or null if the map is not a program array, or if no program uses it.</returns>
    public static string? ExplainEntry(FileDescriptor array, string name)
    {
        using var lease = array.Use();
        return Owner(lease.Number) is { } owner
            ? $"Program array '{name}' belongs to programs of type {KindNames.Of(owner)}. {Rule}"
            : null;
    }

    private static string? ExplainMap(int number, ProgramType type)
    {
        if (Owner(number) is not { } owner || Libc.Duplicate(number) is not (>= 0 and var copy))
        {
            return null;
        }

        using var map = new FileDescriptor(copy);
        var name = Bpf.Info(map, out MapInfo info) == 0 ? info.Name.ToString() : "?";
        var other = type == owner ? "other " : "";
        return $"It uses program array '{name}', which belongs to {other}programs of type {KindNames.Of(owner)}. {Rule}";
    }

    /// <summary>Reads the type of the programs that a program array belongs to.</summary>
    private static ProgramType? Owner(int number) =>
        ProcFile.TryRead($"/proc/self/fdinfo/{number}") is { } text
        && uint.TryParse(ProcFile.Field(text, OwnerField), NumberStyles.None, CultureInfo.InvariantCulture, out var owner)
            ? (ProgramType)owner
            : null;
}
