using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Linking;

/// <summary>A reference from an instruction to a map, variable, function or kernel symbol.</summary>
/// <param name="Slot">The index of the instruction, counted from the start of its function.</param>
internal abstract record CodeReference(int Slot);

/// <summary>A 16-byte load of a map's file descriptor.</summary>
internal sealed record MapUse(int Slot, int Map) : CodeReference(Slot);

/// <summary>A 16-byte load of the address of a global variable.</summary>
internal sealed record DataUse(int Slot, int Map, int Offset) : CodeReference(Slot);

/// <summary>
/// A 16-byte load of the address of an entry in a jump table. <c>Offset</c> is the offset of the entry in the table, in bytes.
/// </summary>
internal sealed record JumpTableUse(int Slot, ElfSection Section, ElfSymbol Table, int Offset) : CodeReference(Slot);

/// <summary>A call of a function of the object, or a 16-byte load of its address.</summary>
internal sealed record FunctionUse(int Slot, CodeFunction Function, bool IsAddress) : CodeReference(Slot);

/// <summary>A call of a kernel helper.</summary>
internal sealed record HelperUse(int Slot, int Helper) : CodeReference(Slot);

/// <summary>A 16-byte load of a load constant (an undefined symbol whose value the load options give).</summary>
internal sealed record ConstantUse(int Slot, int Constant) : CodeReference(Slot);

/// <summary>A call of a kernel function, or a 16-byte load of the address of a kernel symbol.</summary>
internal sealed record KernelUse(int Slot, int Symbol, bool IsCall) : CodeReference(Slot);
