using System;

namespace BpfGen.CoreRelocations;

/// <summary>
/// Names without their flavor. An object can declare several versions of a kernel type, such as <c>task_struct___old</c>. All of them stand
/// for the kernel's <c>task_struct</c>. See libbpf's <c>bpf_core_essential_name_len</c>.
/// </summary>
internal static class EssentialName
{
    private const int Shortest = 5;

    /// <summary>The name without the last <c>___</c> and the text after it.</summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> name)
    {
        for (var i = name.Length - Shortest; i >= 0; i--)
        {
            if (IsSeparator(name, i))
            {
                return name.Slice(0, i + 1);
            }
        }

        return name;
    }

    /// <summary>Whether two names are equal without their flavors.</summary>
    public static bool Equal(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => Of(first).SequenceEqual(Of(second));

    /// <summary>Whether exactly three underscores follow the character at a position, with another character behind them.</summary>
    private static bool IsSeparator(ReadOnlySpan<byte> name, int place) =>
        name[place] != '_' && name[place + 1] == '_' && name[place + 2] == '_' && name[place + 3] == '_' && name[place + 4] != '_';
}
