using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using BpfGen.Errors;

namespace BpfGen.Symbols;

/// <summary>One location of a USDT probe in a binary.</summary>
/// <param name="Offset">The location's offset in the file.</param>
/// <param name="Address">The location's address in the binary.</param>
/// <param name="Semaphore">The file offset of the counter that tells the traced program whether a tracer is attached; 0 for none.</param>
/// <param name="Arguments">The text of the arguments: <c>-4@%edi 8@-16(%rbp)</c>.</param>
internal readonly record struct UsdtProbe(ulong Offset, ulong Address, ulong Semaphore, string Arguments)
{
    private const int AddressesSize = 24;

    /// <summary>
    /// Finds the locations of a probe. A probe has several locations if the compiler inlined the function that contains it.
    /// </summary>
    /// <exception cref="BpfException">The binary's notes cannot be read.</exception>
    public static List<UsdtProbe> Find(UserBinary binary, string provider, string name)
    {
        var probes = new List<UsdtProbe>();
        if (binary.Find(".note.stapsdt") is not { } section)
        {
            return probes;
        }

        // Prelinking moves the code but does not update the notes. It also moves the base section, so the address of this section shows how
        // far the code was moved.
        var movedBase = binary.Find(".stapsdt.base")?.Address;
        foreach (var note in Notes(binary, binary.Read(section)))
        {
            if (note.Provider == provider && note.Name == name)
            {
                var moved = movedBase is { } now && note.Base != 0 ? now - note.Base : 0;
                probes.Add(Place(binary, note, moved));
            }
        }

        return probes;
    }

    /// <returns>A question for a message, with a space before it; empty if no probe of the binary has a similar name.</returns>
    public static string Nearest(UserBinary binary, string provider, string name)
    {
        var nearest = new NearestNames($"{provider}:{name}");
        if (binary.Find(".note.stapsdt") is { } section)
        {
            foreach (var note in Notes(binary, binary.Read(section)))
            {
                nearest.Offer($"{note.Provider}:{note.Name}");
            }
        }

        return nearest.Question;
    }

    private static UsdtProbe Place(UserBinary binary, Note note, ulong moved)
    {
        var address = note.Location + moved;
        if (binary.Locate(address) is not ({ } offset, IsCode: true))
        {
            throw binary.Malformed($"its probe {note.Provider}:{note.Name} has address 0x{address:x}, which is not in a code segment");
        }

        if (note.Semaphore == 0)
        {
            return new UsdtProbe(offset, address, 0, note.Arguments);
        }

        return binary.Locate(note.Semaphore + moved) is ({ } counter, IsCode: false)
            ? new UsdtProbe(offset, address, counter, note.Arguments)
            : throw binary.Malformed($"the semaphore of its probe {note.Provider}:{note.Name} has address 0x{note.Semaphore:x}, which is " +
                "not in a data segment");
    }

    /// <summary>
    /// Parses ELF notes. A note contains the size of its name, the size of its description, its type, the name, and the description. The
    /// name and the description are padded to a multiple of four bytes.
    /// </summary>
    private static IEnumerable<Note> Notes(UserBinary binary, byte[] bytes)
    {
        const uint probe = 3;
        for (long at = 0; at + 12 <= bytes.Length;)
        {
            long nameSize = Number(bytes, at), size = Number(bytes, at + 4);
            var description = at + 12 + Padded(nameSize);
            if (description + size > bytes.Length)
            {
                throw binary.Malformed("a note in '.note.stapsdt' extends beyond the section");
            }

            if (Number(bytes, at + 8) == probe && bytes.AsSpan((int)at + 12, (int)nameSize).SequenceEqual("stapsdt\0"u8))
            {
                yield return Parse(binary, bytes.AsSpan((int)description, (int)size));
            }

            at = description + Padded(size);
        }
    }

    private static Note Parse(UserBinary binary, ReadOnlySpan<byte> description)
    {
        if (description.Length >= AddressesSize)
        {
            var text = Encoding.UTF8.GetString(description[AddressesSize..]).Split('\0');
            if (text.Length >= 3)
            {
                var addresses = MemoryMarshal.Cast<byte, ulong>(description[..AddressesSize]);
                return new Note(addresses[0], addresses[1], addresses[2], text[0], text[1], text[2].StartsWith(':') ? "" : text[2]);
            }
        }

        throw binary.Malformed("a note in '.note.stapsdt' is incomplete");
    }

    private static long Padded(long size) => (size + 3) & ~3;

    private static uint Number(byte[] bytes, long at) => MemoryMarshal.Read<uint>(bytes.AsSpan((int)at));

    private readonly record struct Note(ulong Location, ulong Base, ulong Semaphore, string Provider, string Name, string Arguments);
}
