using System;
using System.Globalization;
using System.Runtime.InteropServices;
using BpfGen.Interop;

namespace BpfGen.Symbols;

/// <summary>
/// Finds which implementation of an indirect function (<c>STT_GNU_IFUNC</c>) a process uses. The function's symbol is the address of a
/// resolver. If the library calls the function itself, the library has a relocation for the function (<c>R_…_IRELATIVE</c>). The dynamic
/// loader calls the resolver, and writes the address that it returns to the place of the relocation in memory. This class reads that
/// address.
/// </summary>
internal static class IndirectFunction
{
    private const uint RelocationTable = 4;
    private const int EntrySize = 24;

    /// <summary>The relocation type <c>R_…_IRELATIVE</c> of this machine; 0 if it is unknown.</summary>
    private static readonly uint Relocation = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 37,
        Architecture.Arm64 => 1032,
        Architecture.S390x => 61,
        Architecture.Ppc64le => 248,
        Architecture.RiscV64 => 58,
        _ => 0,
    };

    /// <param name="binary">The library.</param>
    /// <param name="resolver">The resolver's address in the library.</param>
    /// <param name="processId">The process.</param>
    /// <returns>
    /// The implementation's offset in the library's file; null if the implementation cannot be found, or is in another file.
    /// </returns>
    public static ulong? Find(UserBinary binary, ulong resolver, int processId)
    {
        if (PlaceOf(binary, resolver) is not { } place || binary.MappedPath is not { } path)
        {
            return null;
        }

        var process = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}");
        var mappings = Mapping.ParseAll(ProcFile.TryRead($"{process}/maps") ?? "").FindAll(mapping => mapping.Path == path);
        if (mappings.Count == 0
            || Distance(binary, mappings[0]) is not { } distance
            || ReadWord($"{process}/mem", place + distance) is not { } address)
        {
            return null;
        }

        // Until the loader has called the resolver, the relocation's place contains another number, which is not an address in the
        // library's code.
        var index = mappings.FindIndex(mapping => address >= mapping.Start && address < mapping.End);
        return index >= 0 && address - distance != resolver ? address - mappings[index].Start + mappings[index].Offset : null;
    }

    private static ulong? PlaceOf(UserBinary binary, ulong resolver)
    {
        foreach (var section in binary.Sections)
        {
            if (section.Type != RelocationTable || Relocation == 0)
            {
                continue;
            }

            var table = binary.Read(section);
            for (var at = 0; at <= table.Length - EntrySize; at += EntrySize)
            {
                var entry = MemoryMarshal.Cast<byte, ulong>(table.AsSpan(at, EntrySize));
                if ((uint)entry[1] == Relocation && entry[2] == resolver)
                {
                    return entry[0];
                }
            }
        }

        return null;
    }

    /// <returns>The number to add to an address in the binary to get the address in the process.</returns>
    private static ulong? Distance(UserBinary binary, Mapping mapping)
    {
        foreach (var segment in binary.Segments)
        {
            // A mapping begins at a whole page, so it may begin before the segment.
            var page = segment.Offset & ~((ulong)MappedMemory.PageSize - 1);
            if (segment.IsCode && mapping.Offset >= page && mapping.Offset < segment.Offset + segment.Size)
            {
                return mapping.Start - (segment.Address - segment.Offset + mapping.Offset);
            }
        }

        return null;
    }

    private static unsafe ulong? ReadWord(string memory, ulong address)
    {
        var fd = Libc.Open(memory, Libc.OpenReadOnly | Libc.OpenCloseOnExec);
        if (fd < 0)
        {
            return null;
        }

        using var file = new FileDescriptor(fd);
        ulong word;
        return Libc.Seek(fd, (long)address, Libc.SeekStart) >= 0 && Libc.Read(fd, &word, sizeof(ulong)) == sizeof(ulong) ? word : null;
    }
}
