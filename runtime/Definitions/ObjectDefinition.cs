using System.Collections.Generic;

namespace BpfGen;

/// <summary>
/// The contents of an object file as data: its maps, programs, sections, variables and types. Each generated class has one, in its static
/// property <c>Definition</c>. Reading it needs no kernel and no privileges.
/// </summary>
/// <remarks>
/// The definition states what the object file contains. Load options do not change it: a loaded map has its own
/// <see cref="BpfMap.MaxEntries"/>. Definitions are immutable, and safe to use from several threads.
/// </remarks>
/// <example>
/// <code>
/// foreach (DefinedMap map in Tracer.Definition.Maps)
/// {
///     Console.WriteLine($"{map.Name}: {map.Type}, {map.MaxEntries} entries");
/// }
/// </code>
/// </example>
/// <param name="name">The file name.</param>
/// <param name="license">The license of the programs; empty for none.</param>
/// <param name="isLittleEndian">Whether the object was compiled for little-endian machines.</param>
public sealed class ObjectDefinition(string name, string license, bool isLittleEndian)
{
    /// <summary>The file name of the object.</summary>
    public string Name { get; } = name;

    /// <summary>The license of the programs; empty for none.</summary>
    public string License { get; } = license;

    /// <summary>Whether the object was compiled for little-endian machines.</summary>
    public bool IsLittleEndian { get; } = isLittleEndian;

    /// <summary>The names of all sections of the ELF file, in the order of the file.</summary>
    public IReadOnlyList<string> Sections { get; init; } = [];

    /// <summary>
    /// The maps, in the order of creation. They include the maps of global variables (<c>.bss</c>), but not the templates of inner maps.
    /// </summary>
    public IReadOnlyList<DefinedMap> Maps { get; init; } = [];

    /// <summary>The programs, in the order of the file.</summary>
    public IReadOnlyList<DefinedProgram> Programs { get; init; } = [];

    /// <summary>The global variables. Empty if the object has no BTF.</summary>
    public IReadOnlyList<DefinedVariable> Variables { get; init; } = [];

    /// <summary>The structs, unions and enumerations for which the class has C# types.</summary>
    public IReadOnlyList<DefinedType> Types { get; init; } = [];

    /// <summary>The names of the kernel's functions and variables that the object uses (<c>__ksym</c>).</summary>
    public IReadOnlyList<string> KernelSymbols { get; init; } = [];

    /// <summary>
    /// The names of the load constants: undefined symbols whose values are numbers in the load options (<c>Constants</c>).
    /// </summary>
    public IReadOnlyList<string> Constants { get; init; } = [];

    /// <summary>Returns the file name.</summary>
    public override string ToString() => Name;
}
