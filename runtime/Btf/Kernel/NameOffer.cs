using System;
using BpfGen.Errors;

namespace BpfGen.Btf;

/// <summary>Compares the names of all types of a kind with a misspelled name, to find the most similar ones.</summary>
/// <param name="table">The types.</param>
/// <param name="kind">The kind.</param>
/// <param name="prefix">Only names with this prefix are compared. The prefix itself is not part of the comparison.</param>
/// <param name="nearest">Receives each name, and keeps the most similar ones.</param>
internal readonly ref struct NameOffer(TypeTable table, BtfKind kind, ReadOnlySpan<byte> prefix, NearestNames nearest) : IRecordVisitor
{
    private readonly ReadOnlySpan<byte> _prefix = prefix;

    public bool IsDone => false;

    public bool Wants(BtfKind found) => found == kind;

    public void Visit(uint id, BtfKind found, uint name)
    {
        var text = table.TextAt(name);
        if (text.StartsWith(_prefix))
        {
            nearest.Offer(text[_prefix.Length..]);
        }
    }
}
