namespace BpfGen.CoreRelocations;

/// <summary>A CO-RE relocation of an object (<c>struct bpf_core_relo</c>), without the instruction that it patches.</summary>
/// <param name="Type">The id of the type in the object's BTF at which the access begins.</param>
/// <param name="Access">
/// The offset of the access string in the object's BTF: indexes of members, separated by colons; or the index of an enumerator.
/// </param>
/// <param name="Kind">The value that is asked for.</param>
internal readonly record struct CoreRelocation(uint Type, uint Access, CoreRelocationKind Kind);
