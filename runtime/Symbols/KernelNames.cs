using System;
using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Symbols;

/// <summary>Finds kernel functions whose names are similar to a misspelled name, for messages.</summary>
internal static class KernelNames
{
    private const string List = "/proc/kallsyms";

    /// <returns>A question for the message, with a space before it; empty if no function has a similar name.</returns>
    public static string Nearest(string function)
    {
        var nearest = new NearestNames(function);
        if (ProcFile.TryReadBytes(List, out var bytes) == 0)
        {
            var rest = (ReadOnlySpan<byte>)CollectionsMarshal.AsSpan(bytes);
            for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
            {
                Offer(rest[..end], nearest);
            }
        }

        return nearest.Question;
    }

    /// <summary>
    /// Adds the function in a line such as <c>ffffffffc0000000 t init [module]</c> to the candidates. A tab precedes the module.
    /// </summary>
    private static void Offer(ReadOnlySpan<byte> line, NearestNames nearest)
    {
        var space = line.IndexOf((byte)' ');
        if (space > 0 && line.Length > space + 3 && line[space + 1] is (byte)'t' or (byte)'T' or (byte)'w' or (byte)'W')
        {
            var name = line[(space + 3)..];
            nearest.Offer(name.IndexOf((byte)'\t') is >= 0 and var tab ? name[..tab] : name);
        }
    }
}
