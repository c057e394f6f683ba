using System;
using System.Runtime.InteropServices;
using BpfGen.Wire;

namespace BpfGen.Loading;

/// <summary>The loader program of a signed object, as generated code contains it.</summary>
internal readonly ref struct SignedCode
{
    private const int HashSize = 32;

    private readonly int _checkLength;
    private readonly ReadOnlySpan<byte> _hash;
    private readonly ReadOnlySpan<byte> _signature;
    private readonly ReadOnlySpan<byte> _hashWithoutCheck;
    private readonly ReadOnlySpan<byte> _signatureWithData;

    /// <param name="instructions">The instructions, packed.</param>
    /// <param name="data">The data, packed.</param>
    /// <param name="signatures">The hashes and signatures.</param>
    /// <param name="memory">The memory of the load.</param>
    public SignedCode(
        ReadOnlySpan<ulong> instructions, ReadOnlySpan<ulong> data, ReadOnlySpan<ulong> signatures, LoadMemory memory)
    {
        Instructions = PackedWords.Unpack(instructions, memory);
        Data = PackedWords.Unpack(data, memory);
        var rest = MemoryMarshal.AsBytes(signatures);
        _checkLength = (int)Packing.Read(ref rest);
        _hash = Take(ref rest, HashSize);
        _signature = Take(ref rest, (int)Packing.Read(ref rest));
        _hashWithoutCheck = Take(ref rest, HashSize);
        _signatureWithData = Take(ref rest, (int)Packing.Read(ref rest));
    }

    public ReadOnlySpan<ulong> Data { get; }

    private ReadOnlySpan<ulong> Instructions { get; }

    /// <summary>The program in the form for one of the ways in which kernels verify signatures.</summary>
    /// <param name="signsData">
    /// Whether the kernel reads the data for the signature (Linux 7.3). Otherwise, the program checks the hash of the data.
    /// </param>
    public SignedForm FormFor(bool signsData) => signsData
        ? new SignedForm(Instructions[_checkLength..], _hashWithoutCheck, _signatureWithData)
        : new SignedForm(Instructions, _hash, _signature);

    private static ReadOnlySpan<byte> Take(scoped ref ReadOnlySpan<byte> bytes, int count)
    {
        var taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }
}

/// <summary>A form of a loader program.</summary>
/// <param name="instructions">The instructions.</param>
/// <param name="hash">Their SHA-256 hash. Only a program with this hash can use the map with the data.</param>
/// <param name="signature">The signature.</param>
internal readonly ref struct SignedForm(ReadOnlySpan<ulong> instructions, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
{
    public ReadOnlySpan<ulong> Instructions { get; } = instructions;

    public ReadOnlySpan<byte> Hash { get; } = hash;

    public ReadOnlySpan<byte> Signature { get; } = signature;
}
