using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>A linked eBPF object as the kernel will want it: no byte of ELF is left in it.</summary>
/// <param name="IsLittleEndian">The byte order that the object was compiled for.</param>
/// <param name="License">The text of its <c>license</c> section; empty where it has none.</param>
/// <param name="Sections">The names of all its sections, in file order.</param>
/// <param name="Maps">Its maps in the order they must be created: an inner map comes before the map that holds it.</param>
/// <param name="Programs">Its programs, in file order.</param>
internal sealed record ObjectModel(
    bool IsLittleEndian,
    string License,
    EquatableArray<string> Sections,
    EquatableArray<MapModel> Maps,
    EquatableArray<ProgramModel> Programs)
{
    /// <summary>What the programs are put together of, each function once however many of them call it.</summary>
    public EquatableArray<FunctionModel> Functions { get; init; } = [];

    /// <summary>The C# types of its maps and variables.</summary>
    public ValueTypes ValueTypes { get; init; } = ValueTypes.None;

    /// <summary>The types that were asked for and are not to be had.</summary>
    public EquatableArray<MissingType> MissingTypes { get; init; }

    /// <summary>What the user's structs have otherwise than the object's.</summary>
    public EquatableArray<StructDifference> StructDifferences { get; init; }

    /// <summary>Its types, or null where it has none, or nothing refers to them.</summary>
    public TypeInformation? Types { get; init; }

    /// <summary>What its maps of maps hold at first.</summary>
    public EquatableArray<InitialSlot> MapSlots { get; init; } = [];

    /// <summary>What its program arrays hold at first.</summary>
    public EquatableArray<InitialSlot> ProgramSlots { get; init; } = [];

    /// <summary>The functions and variables of the kernel that it declares.</summary>
    public EquatableArray<KernelSymbolModel> KernelSymbols { get; init; } = [];
}
