using System;
using System.Collections.Generic;
using BpfGen.CoreRelocations;

namespace BpfGen.Btf;

/// <summary>
/// The names and kinds of types to find, without duplicates. Names are compared without flavors (suffixes such as <c>___old</c>).
/// </summary>
internal sealed class WantedTypes
{
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly List<byte[]> _texts = [];
    private readonly List<(int Name, BtfKind Kind)> _types = [];
    private readonly Dictionary<(int Name, BtfKind Kind), int> _indexes = [];

    /// <summary>The number of different types.</summary>
    public int Count => _types.Count;

    /// <summary>The kinds of all types in the list, as a set of bits.</summary>
    public ulong Kinds { get; private set; }

    /// <summary>Adds a type of an object.</summary>
    /// <returns>
    /// The index of the wanted type. Types of the same kind whose names differ only in their flavors have the same index.
    /// </returns>
    public int Add(in BtfTypeRecord type) => Add(type.Source.TextAt(type.Name), type.Kind);

    /// <summary>Adds a name and a kind.</summary>
    /// <returns>The index of the wanted type.</returns>
    public int Add(ReadOnlySpan<byte> typeName, BtfKind kind)
    {
        var text = EssentialName.Of(typeName).ToArray();
        var key = Convert.ToHexString(text);
        if (!_names.TryGetValue(key, out var name))
        {
            _names.Add(key, name = _texts.Count);
            _texts.Add(text);
        }

        var wanted = (name, Merged(kind));
        if (!_indexes.TryGetValue(wanted, out var index))
        {
            _indexes.Add(wanted, index = _types.Count);
            _types.Add(wanted);
        }

        Kinds |= Bit(kind) | (BtfKinds.IsEnum(kind) ? Bit(BtfKind.Enum) | Bit(BtfKind.Enum64) : 0);
        return index;
    }

    public NameTable ToNameTable() => new([.. _texts], ignoresFlavors: true);

    /// <returns>The index of the wanted type of a name and kind; -1 for none.</returns>
    public int IndexOf(int name, BtfKind kind) => _indexes.TryGetValue((name, Merged(kind)), out var index) ? index : -1;

    public static ulong Bit(BtfKind kind) => 1ul << ((int)kind & 63);

    private static BtfKind Merged(BtfKind kind) => kind == BtfKind.Enum64 ? BtfKind.Enum : kind;
}
