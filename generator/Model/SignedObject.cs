using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.KernelFacts;

namespace BpfGen.Generator.Model;

/// <summary>
/// The loader program of a signed object, with its signatures. The kernel compares the signature of the program with a key in a keyring.
/// From Linux 6.18 the kernel reads only the instructions, whose beginning compares the hash of the data. From Linux 7.3 the kernel reads
/// the instructions without that beginning, and the data.
/// </summary>
/// <param name="Instructions">The instructions.</param>
/// <param name="CheckLength">The count of the instructions at the beginning that compare the hash of the data.</param>
/// <param name="Data">The data: attributes of system calls, types, instructions of the programs, and values of variables.</param>
internal sealed record SignedObject(EquatableArray<ulong> Instructions, int CheckLength, EquatableArray<ulong> Data)
{
    private const byte CallHelper = 0x85;

    /// <summary>The SHA-256 hash of all instructions.</summary>
    public EquatableArray<byte> Hash { get; init; } = [];

    /// <summary>The signature of all instructions (PKCS #7).</summary>
    public EquatableArray<byte> Signature { get; init; } = [];

    /// <summary>The SHA-256 hash of the instructions without those that compare the hash of the data.</summary>
    public EquatableArray<byte> HashWithoutCheck { get; init; } = [];

    /// <summary>
    /// The signature of the instructions without those that compare the hash of the data, followed by the data (PKCS #7).
    /// </summary>
    public EquatableArray<byte> SignatureWithData { get; init; } = [];

    /// <summary>The requirement of the signature itself. The loader program also runs without a check, on older kernels.</summary>
    public static KernelRequirement Requirement => new(FirstKernels.SignedPrograms, "has a signature");

    /// <summary>The helpers that the program calls, by their numbers.</summary>
    public IEnumerable<int> Helpers => Instructions.Where(IsHelperCall).Select(word => (int)(word >> 32)).Distinct()
        .OrderBy(helper => helper);

    /// <summary>The count of kernel symbols that the program finds.</summary>
    public int SymbolCount { get; init; }

    private static bool IsHelperCall(ulong instruction) => (instruction & 0xffff_ffff) == CallHelper;
}
