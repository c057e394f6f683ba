using System;

namespace BpfGen.Signed;

/// <summary>The loader program of an object, as the generated code contains it, for tests that change it.</summary>
/// <param name="instructions">The instructions, packed.</param>
/// <param name="data">The data, packed.</param>
/// <param name="signatures">The hashes and signatures.</param>
public readonly ref struct SignedTables(ReadOnlySpan<ulong> instructions, ReadOnlySpan<ulong> data, ReadOnlySpan<ulong> signatures)
{
    public ReadOnlySpan<ulong> Instructions { get; } = instructions;

    public ReadOnlySpan<ulong> Data { get; } = data;

    public ReadOnlySpan<ulong> Signatures { get; } = signatures;
}
