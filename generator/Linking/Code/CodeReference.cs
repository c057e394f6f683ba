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
internal sealed record JumpTableUse(int Slot, JumpTable Table, int Offset) : CodeReference(Slot);

/// <summary>A call of a function of the object, or a 16-byte load of its address.</summary>
internal sealed record FunctionUse(int Slot, CodeFunction Function, bool IsAddress) : CodeReference(Slot);

/// <summary>A call of a kernel helper.</summary>
internal sealed record HelperUse(int Slot, int Helper) : CodeReference(Slot);

/// <summary>A 16-byte load instruction whose number the project sets in the load options (a load constant).</summary>
internal sealed record ConstantUse(int Slot, int Constant) : CodeReference(Slot);

/// <summary>A call of a kernel function, or a 16-byte load of the address of a kernel symbol.</summary>
internal sealed record KernelUse(int Slot, int Symbol, bool IsCall) : CodeReference(Slot);
