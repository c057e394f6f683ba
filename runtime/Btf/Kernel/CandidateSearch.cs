using System;
using System.Collections.Generic;
using BpfGen.CoreRelocations;

namespace BpfGen.Btf;

/// <summary>Finds the candidates for CO-RE relocations: all types that may match a type of an object.</summary>
internal readonly ref struct CandidateSearch : IRecordVisitor
{
    private readonly WantedTypes _wanted;
    private readonly NameTable _names;
    private readonly TypeTable _types;
    private readonly ReadOnlySpan<byte> _shared;
    private readonly ReadOnlySpan<byte> _strings;
    private readonly List<TypeCandidate>[] _found;

    /// <param name="wanted">The names and kinds.</param>
    /// <param name="types">The types that are searched.</param>
    /// <param name="shared">
    /// For a module: the kernel's strings, because the module's string offsets continue after them. Empty for the kernel.
    /// </param>
    /// <param name="strings">The strings of the BTF that is searched.</param>
    /// <param name="found">Receives the types.</param>
    public CandidateSearch(
        WantedTypes wanted, TypeTable types, ReadOnlySpan<byte> shared, ReadOnlySpan<byte> strings, List<TypeCandidate>[] found)
    {
        _wanted = wanted;
        _names = wanted.ToNameTable();
        _types = types;
        _shared = shared;
        _strings = strings;
        _found = found;
    }

    public bool IsDone => false;

    public bool Wants(BtfKind kind) => (_wanted.Kinds & WantedTypes.Bit(kind)) != 0;

    public void Visit(uint id, BtfKind kind, uint name)
    {
        var own = name - (uint)_shared.Length;
        var found = name < (uint)_shared.Length ? _names.Find(_shared, name) : _names.Find(_strings, own);
        if (found >= 0 && _wanted.IndexOf(found, kind) is var index and >= 0)
        {
            _found[index].Add(new TypeCandidate(_types, id));
        }
    }
}
