using System;

namespace BpfGen.CoreRelocations;

/// <summary>A CO-RE relocation of an object (<c>struct bpf_core_relo</c>), without the instruction that it patches.</summary>
/// <param name="Type">The id of the type in the object's BTF at which the access begins.</param>
/// <param name="Access">
/// The offset of the access string in the object's BTF: indexes of members, separated by colons; or the index of an enumerator.
/// </param>
/// <param name="Kind">The value that the instruction needs, such as the offset of a field.</param>
internal readonly record struct CoreRelocation(uint Type, uint Access, CoreRelocationKind Kind)
{
    private const int InstructionSize = sizeof(ulong);

    /// <summary>Converts a relocation record, which has four 32-bit words.</summary>
    public static CoreRelocation Of(ReadOnlySpan<uint> record) => new(record[1], record[2], (CoreRelocationKind)record[3]);

    /// <summary>The index of the instruction that a relocation record patches.</summary>
    public static int InstructionOf(ReadOnlySpan<uint> record) => (int)(record[0] / InstructionSize);
}
