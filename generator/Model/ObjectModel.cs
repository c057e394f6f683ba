using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>A linked eBPF object, in a form that can be loaded without reading ELF data structures.</summary>
/// <param name="IsLittleEndian">Whether the object was compiled for little-endian machines.</param>
/// <param name="License">The contents of the <c>license</c> section; empty if the object has none.</param>
/// <param name="Sections">The names of all sections, in file order.</param>
/// <param name="Maps">The maps in the order in which they are created: an inner map comes before its map of maps.</param>
/// <param name="Programs">The programs, in file order.</param>
internal sealed record ObjectModel(
    bool IsLittleEndian,
    string License,
    EquatableArray<string> Sections,
    EquatableArray<MapModel> Maps,
    EquatableArray<ProgramModel> Programs)
{
    /// <summary>The size of the object file in bytes, which limits the work on the object.</summary>
    public int Size { get; init; }

    /// <summary>The functions that the programs consist of. A function is listed once, even if several programs call it.</summary>
    public EquatableArray<FunctionModel> Functions { get; init; } = [];

    /// <summary>The C# types of the object's maps and variables.</summary>
    public ValueTypes ValueTypes { get; init; } = ValueTypes.None;

    /// <summary>Whether the object has BTF.</summary>
    public bool HasTypes { get; init; }

    /// <summary>The requested types that could not be generated.</summary>
    public EquatableArray<MissingType> MissingTypes { get; init; }

    /// <summary>The names of programs that the project skips or changes, but that the object does not contain.</summary>
    public EquatableArray<string> MissingPrograms { get; init; } = [];

    /// <summary>The differences between the user's structs and the structs of the object.</summary>
    public EquatableArray<StructDifference> StructDifferences { get; init; }

    /// <summary>The correct declarations of the user's structs that have differences.</summary>
    public EquatableArray<ExpectedStruct> ExpectedStructs { get; init; }

    /// <summary>The object's BTF. Null if the object has no BTF, or if no map, program or function needs it.</summary>
    public TypeInformation? Types { get; init; }

    /// <summary>The initial entries of maps of maps.</summary>
    public EquatableArray<InitialSlot> MapSlots { get; init; } = [];

    /// <summary>The initial entries of program arrays.</summary>
    public EquatableArray<InitialSlot> ProgramSlots { get; init; } = [];

    /// <summary>The kernel's functions and variables that the object declares.</summary>
    public EquatableArray<KernelSymbolModel> KernelSymbols { get; init; } = [];

    /// <summary>The names of the load constants: undefined symbols whose values the load options give.</summary>
    public EquatableArray<string> Constants { get; init; } = [];

    /// <summary>The atomic operations whose addresses are never aligned.</summary>
    public EquatableArray<UnalignedAtomic> UnalignedAtomics { get; init; } = [];
}
