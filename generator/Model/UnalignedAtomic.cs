namespace BpfGen.Generator.Model;

/// <summary>An atomic operation whose address is never aligned.</summary>
/// <param name="Function">The name of the function.</param>
/// <param name="Place">The source line: <c> (probe.bpf.c:12)</c>; empty if it is unknown.</param>
/// <param name="Size">The size of the operand in bytes.</param>
/// <param name="Map">The map whose value contains the operand.</param>
/// <param name="Offset">The operand's offset in the value, in bytes.</param>
/// <param name="Start">The distance of the value from an aligned address, in bytes.</param>
internal sealed record UnalignedAtomic(string Function, string Place, int Size, MapModel Map, long Offset, int Start);
