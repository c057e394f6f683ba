using System;

namespace BpfGen.Btf;

/// <summary>Who sees the records of types as they are gone through.</summary>
internal interface IRecordVisitor
{
    /// <summary>Whether there is nothing left to see.</summary>
    bool IsDone { get; }

    /// <summary>Whether a record of some kind may be of interest.</summary>
    bool Wants(BtfKind kind);

    /// <param name="id">The type's id.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="name">Where its name stands among the strings.</param>
    void Visit(uint id, BtfKind kind, uint name);
}

/// <summary>Goes through records to know where they stand.</summary>
internal readonly struct NothingWanted : IRecordVisitor
{
    public bool IsDone => false;

    public bool Wants(BtfKind kind) => false;

    public void Visit(uint id, BtfKind kind, uint name)
    {
    }
}

/// <summary>Finds types by kind and name. Of several types of one name and kind the first counts.</summary>
internal ref struct TypeSearch : IRecordVisitor
{
    private readonly NameTable _names;
    private readonly ReadOnlySpan<(int Name, BtfKind Kind)> _wanted;
    private readonly ReadOnlySpan<byte> _shared;
    private readonly ReadOnlySpan<byte> _strings;
    private readonly Span<uint> _ids;
    private readonly ulong _kinds;
    private int _missing;

    /// <param name="names">The names.</param>
    /// <param name="wanted">The kinds, and which of the names each has.</param>
    /// <param name="shared">The strings that those of the types go on from; none for the kernel's own types.</param>
    /// <param name="strings">The strings of the types.</param>
    /// <param name="ids">Takes the ids of what is wanted; those that are not found stay as they are.</param>
    public TypeSearch(
        NameTable names, ReadOnlySpan<(int Name, BtfKind Kind)> wanted, ReadOnlySpan<byte> shared, ReadOnlySpan<byte> strings, Span<uint> ids)
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

    /// <summary>Kinds that share a bit are told apart when they are compared.</summary>
    private static ulong Bit(BtfKind kind) => 1ul << ((int)kind & 63);
}
