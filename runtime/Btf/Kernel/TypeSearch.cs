using System;

namespace BpfGen.Btf;

/// <summary>Receives the type records of BTF while they are read in order.</summary>
internal interface IRecordVisitor
{
    /// <summary>Whether reading can stop.</summary>
    bool IsDone { get; }

    /// <summary>Whether the visitor needs the records of a kind.</summary>
    bool Wants(BtfKind kind);

    /// <param name="id">The id of the type.</param>
    /// <param name="kind">The kind of the type.</param>
    /// <param name="name">The offset of the type's name in the strings.</param>
    void Visit(uint id, BtfKind kind, uint name);
}

/// <summary>Ignores all records, for a pass that only stores their positions.</summary>
internal readonly struct NothingWanted : IRecordVisitor
{
    public bool IsDone => false;

    public bool Wants(BtfKind kind) => false;

    public void Visit(uint id, BtfKind kind, uint name)
    {
    }
}

/// <summary>Finds types by kind and name. If several types have the same name and kind, it finds the first.</summary>
internal ref struct TypeSearch : IRecordVisitor
{
    private readonly NameTable _names;
    private readonly ReadOnlySpan<(int Name, BtfKind Kind)> _wanted;
    private readonly ReadOnlySpan<byte> _shared;
    private readonly ReadOnlySpan<byte> _strings;
    private readonly Span<uint> _ids;
    private readonly ulong _kinds;
    private int _missing;

    /// <param name="names">The names of the types.</param>
    /// <param name="wanted">The types to find: the index of the name, and the kind.</param>
    /// <param name="shared">
    /// For a module: the kernel's strings, because the module's string offsets continue after them. Empty for the kernel.
    /// </param>
    /// <param name="strings">The strings of the BTF that is searched.</param>
    /// <param name="ids">Receives the ids of the types. The entry of a type that is not found does not change.</param>
    public TypeSearch(
        NameTable names,
        ReadOnlySpan<(int Name, BtfKind Kind)> wanted,
        ReadOnlySpan<byte> shared,
        ReadOnlySpan<byte> strings,
        Span<uint> ids)
    {
        _names = names;
        _wanted = wanted;
        _shared = shared;
        _strings = strings;
        _ids = ids;
        _missing = wanted.Length;
        foreach (var (_, kind) in wanted)
        {
            _kinds |= Bit(kind);
        }
    }

    public readonly bool IsDone => _missing == 0;

    public readonly bool Wants(BtfKind kind) => (_kinds & Bit(kind)) != 0;

    public void Visit(uint id, BtfKind kind, uint name)
    {
        var own = name - (uint)_shared.Length;
        var found = name < (uint)_shared.Length ? _names.Find(_shared, name) : _names.Find(_strings, own);
        if (found >= 0)
        {
            Take(id, kind, found);
        }
    }

    private void Take(uint id, BtfKind kind, int name)
    {
        for (var i = 0; i < _wanted.Length; i++)
        {
            if (_wanted[i] == (name, kind) && _ids[i] == 0)
            {
                _ids[i] = id;
                _missing--;
            }
        }
    }

    /// <summary>The bit of a kind. Kinds above 63 share bits with others; <see cref="Take"/> compares the kinds themselves.</summary>
    private static ulong Bit(BtfKind kind) => 1ul << ((int)kind & 63);
}
