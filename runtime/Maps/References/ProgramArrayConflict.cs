using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Maps;

/// <summary>
/// Explains a conflict over a program array. All programs that use the array or are in it must have the same type, attach type and XDP
/// frags flag as the first such program. If a program differs, the kernel rejects it after the verifier has accepted it, and reports only
/// EINVAL.
/// </summary>
internal static class ProgramArrayConflict
{
    private const byte LoadImmediate64 = 0x18;
    private const int PseudoMapDescriptor = 1;
    private const string OwnerField = "owner_prog_type:";

    private const string Rule = "The kernel requires the same type, attach type and XDP frags flag of all programs that use a program "
        + "array or are in it. Use one program array for each kind of program.";

    /// <returns>The explanation, or null if the program uses no program array that other programs use.</returns>
    /// <param name="instructions">The instructions of the program.</param>
    /// <param name="type">The type of the program.</param>
    /// <param name="maps">The maps that the program can use.</param>
    public static string? Explain(ReadOnlySpan<ulong> instructions, ProgramType type, List<FileDescriptor?> maps)
    {
        var slots = MemoryMarshal.AsBytes(instructions);
        for (var i = 0; i + sizeof(ulong) <= slots.Length; i += sizeof(ulong))
        {
            if (slots[i] == LoadImmediate64)
            {
                var source = BitConverter.IsLittleEndian ? slots[i + 1] >> 4 : slots[i + 1] & 0xf;
                if (source == PseudoMapDescriptor && ExplainMap(MemoryMarshal.Read<int>(slots[(i + 4)..]), type, maps) is { } explanation)
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
    /// <returns>The explanation; null if the map is not a program array, or if no program uses the array.</returns>
    public static string? ExplainEntry(FileDescriptor array, string name)
    {
        using var lease = array.Use();
        return Owner(lease.Number) is { } owner
            ? $"Program array '{name}' belongs to programs of type {KindNames.Of(owner)}. {Rule}"
            : null;
    }

    private static string? ExplainMap(int number, ProgramType type, List<FileDescriptor?> maps)
    {
        if (Owner(number) is not { } owner)
        {
            return null;
        }

        // The kernel stores only 15 characters of a map's name, so take the whole name from the loaded map.
        var name = "";
        foreach (var map in maps)
        {
            name = map?.Number == number && map.Subject is { } known ? known["map".Length..] : name;
        }

        var other = type == owner ? "other " : "";
        return $"It uses program array{name}, which belongs to {other}programs of type {KindNames.Of(owner)}. {Rule}";
    }

    /// <summary>Reads the type of the programs to which a program array is restricted.</summary>
    private static ProgramType? Owner(int number) =>
        ProcFile.TryRead($"/proc/self/fdinfo/{number}") is { } text
        && Digits.Decimal(ProcFile.Field(text, OwnerField)) is { } owner
            ? (ProgramType)owner
            : null;
}
