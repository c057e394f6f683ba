using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace BpfGen.Symbols;

/// <summary>The functions of a binary, by their offsets in its file.</summary>
internal sealed class FileSymbols
{
    private readonly ulong[] _offsets;
    private readonly BinarySymbol[] _functions;

    private FileSymbols(ulong[] offsets, BinarySymbol[] functions, string buildId)
    {
        _offsets = offsets;
        _functions = functions;
        BuildId = buildId;
    }

    /// <summary>The build id in hexadecimal digits; empty if the binary has none.</summary>
    public string BuildId { get; }

    /// <exception cref="BpfException">The file cannot be read, or is not a 64-bit ELF file of this machine's byte order.</exception>
    public static FileSymbols Read(FoundBinary found)
    {
        using var binary = UserBinary.Open(found, $"the functions of {found.Path}");
        var offsets = new List<ulong>();
        var functions = new List<BinarySymbol>();
        foreach (var table in BinarySymbols.Of(binary))
        {
            foreach (var function in table.Functions(""))
            {
                if (binary.Locate(function.Address) is { } place)
                {
                    offsets.Add(place.Offset);
                    functions.Add(function);
                }
            }
        }

        var (sorted, names) = (offsets.ToArray(), functions.ToArray());
        Array.Sort(sorted, names);
        return new FileSymbols(sorted, names, ReadBuildId(binary));
    }

    /// <summary>Finds the function at an offset in the file.</summary>
    public (string Name, ulong Offset)? Find(ulong offset)
    {
        var index = Array.BinarySearch(_offsets, offset);
        index = index < 0 ? ~index - 1 : index;

        // Look at several functions before the offset: a small function can be inside a larger one, several names can have one address, and
        // functions in assembly have no size.
        for (var tries = 0; index >= 0 && tries < 8; index--, tries++)
        {
            var distance = offset - _offsets[index];
            if (distance < _functions[index].Size || (_functions[index].Size == 0 && tries == 0))
            {
                return (_functions[index].Name, distance);
            }
        }

        return null;
    }

    /// <summary>Reads the build id from its note: the sizes of name and description, the type, <c>GNU</c>, and the id.</summary>
    private static string ReadBuildId(UserBinary binary)
    {
        const int header = 16;
        if (binary.Find(".note.gnu.build-id") is not { Size: > header } section)
        {
            return "";
        }

        var note = binary.Read(section).AsSpan();
        var size = MemoryMarshal.Read<uint>(note[4..]);
        return size <= note.Length - header ? Convert.ToHexStringLower(note.Slice(header, (int)size)) : "";
    }
}
