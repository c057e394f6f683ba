using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BpfGen.Symbols;

/// <summary>The functions of a binary, by their offsets in its file.</summary>
internal sealed class FileSymbols
{
    private readonly ulong[] _offsets;
    private readonly Function[] _functions;

    /// <summary>The string table of each symbol table. A name is decoded only when it is looked up.</summary>
    private readonly List<byte[]> _names;

    private FileSymbols(ulong[] offsets, Function[] functions, List<byte[]> names, string buildId)
    {
        _offsets = offsets;
        _functions = functions;
        _names = names;
        BuildId = buildId;
    }

    /// <summary>The build id in hexadecimal digits; empty if the binary has none.</summary>
    public string BuildId { get; }

    /// <summary>The memory that the symbols use, in bytes.</summary>
    public long Size =>
        ((long)_offsets.Length * (sizeof(ulong) + Unsafe.SizeOf<Function>())) + _names.Sum(static names => (long)names.Length);

    /// <param name="found">The file.</param>
    /// <param name="most">
    /// The maximum number of bytes to read. The file is not trusted, because the inspected process may have written it.
    /// </param>
    /// <exception cref="BpfException">
    /// The file cannot be read, is not a 64-bit ELF file of this machine's byte order, or has larger tables than the limit.
    /// </exception>
    public static FileSymbols Read(FoundBinary found, long most)
    {
        using var binary = UserBinary.Open(found, $"the functions of {found.Path}");
        binary.Rest = Math.Min(binary.Rest, most);
        var offsets = new List<ulong>();
        var functions = new List<Function>();
        var names = new List<byte[]>();
        foreach (var table in BinarySymbols.Of(binary))
        {
            foreach (var (address, size, name) in table.Places())
            {
                if (binary.Locate(address) is { } place)
                {
                    offsets.Add(place.Offset);
                    functions.Add(new Function(size, name, names.Count));
                }
            }

            names.Add(table.Names);
        }

        var (sorted, all) = (offsets.ToArray(), functions.ToArray());
        Array.Sort(sorted, all);
        return new FileSymbols(sorted, all, names, ReadBuildId(binary));
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
            var function = _functions[index];
            if (distance < function.Size || (function.Size == 0 && tries == 0))
            {
                return (BinarySymbols.NameAt(_names[function.Table], function.Name), distance);
            }
        }

        return null;
    }

    /// <summary>
    /// Reads the build id from its ELF note. The note contains the size of the name, the size of the description, the type, the name
    /// <c>GNU</c>, and the id as description.
    /// </summary>
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

    /// <param name="Size">The size in bytes; 0 if unknown.</param>
    /// <param name="Name">The offset of the name.</param>
    /// <param name="Table">The index of the table that has the name.</param>
    private readonly record struct Function(ulong Size, uint Name, int Table);
}
