using System.Collections.Generic;

namespace BpfGen.Tool.Inspection;

/// <summary>The contents of an object, for people and for other programs (<c>--json</c>).</summary>
/// <param name="File">The path of the object.</param>
/// <param name="License">The license; empty if the object has none.</param>
/// <param name="ByteOrder"><c>little</c> or <c>big</c>.</param>
/// <param name="Kernel">The first kernel that supports all maps and programs that are loaded by default.</param>
/// <param name="Capabilities">The capabilities that loading and attaching the object requires.</param>
/// <param name="Maps">The maps.</param>
/// <param name="Programs">The programs.</param>
/// <param name="Types">The structs and enumerations that maps and variables use.</param>
/// <param name="Symbols">The kernel functions and variables that the object uses.</param>
/// <param name="Problems">The diagnostics of the object itself.</param>
internal sealed record ObjectReport(
    string File,
    string License,
    string ByteOrder,
    string Kernel,
    IReadOnlyList<string> Capabilities,
    IReadOnlyList<MapReport> Maps,
    IReadOnlyList<ProgramReport> Programs,
    IReadOnlyList<TypeReport> Types,
    IReadOnlyList<SymbolReport> Symbols,
    IReadOnlyList<ProblemReport> Problems);

/// <summary>A map.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The type, as in the kernel without <c>BPF_MAP_TYPE_</c>.</param>
/// <param name="KeySize">The size of a key in bytes.</param>
/// <param name="ValueSize">The size of a value in bytes.</param>
/// <param name="MaxEntries">The number of entries.</param>
/// <param name="Flags">The flags with which the map is created (<c>BPF_F_…</c>).</param>
/// <param name="Key">The C# type of keys; null if it is unknown.</param>
/// <param name="Value">The C# type of values or records; null if it is unknown.</param>
/// <param name="PinPath">The path at which the map is pinned; null if it is not pinned.</param>
/// <param name="Kernel">The first kernel that supports the map.</param>
internal sealed record MapReport(
    string Name,
    string Type,
    uint KeySize,
    uint ValueSize,
    uint MaxEntries,
    uint Flags,
    string? Key,
    string? Value,
    string? PinPath,
    string Kernel);

/// <summary>A program.</summary>
/// <param name="Name">The name.</param>
/// <param name="Section">The section.</param>
/// <param name="Type">The type, as in the kernel without <c>BPF_PROG_TYPE_</c>.</param>
/// <param name="AutoLoad">Whether the program is loaded by default.</param>
/// <param name="Instructions">The number of instructions, including those of the functions that the program calls.</param>
/// <param name="Functions">The functions of the program; the first is its main function.</param>
/// <param name="Maps">The maps that the program uses.</param>
/// <param name="Helpers">The helpers that the program calls.</param>
/// <param name="Symbols">The kernel's functions and variables that the program uses.</param>
/// <param name="Fields">The targets of the program's CO-RE relocations: fields, types and enumerators.</param>
/// <param name="Requirements">The kernel features that the program requires, the newest first.</param>
internal sealed record ProgramReport(
    string Name,
    string Section,
    string Type,
    bool AutoLoad,
    int Instructions,
    IReadOnlyList<string> Functions,
    IReadOnlyList<string> Maps,
    IReadOnlyList<string> Helpers,
    IReadOnlyList<string> Symbols,
    IReadOnlyList<FieldReport> Fields,
    IReadOnlyList<RequirementReport> Requirements);

/// <summary>A CO-RE relocation.</summary>
/// <param name="Kind">The kind, such as <c>FieldByteOffset</c>.</param>
/// <param name="Target">The field, type or enumerator.</param>
internal sealed record FieldReport(string Kind, string Target);

/// <summary>A feature of the kernel.</summary>
/// <param name="Kernel">The first kernel that has the feature.</param>
/// <param name="Reason">The reason why the program requires the feature.</param>
internal sealed record RequirementReport(string Kernel, string Reason);

/// <summary>A type that maps or variables use.</summary>
/// <param name="Name">The name in the object.</param>
/// <param name="CSharpName">The name in the generated class.</param>
/// <param name="Size">The size in bytes; null for an enumeration.</param>
/// <param name="Members">The members or enumerators.</param>
internal sealed record TypeReport(string Name, string CSharpName, int? Size, IReadOnlyList<string> Members);

/// <summary>A function or variable of the kernel.</summary>
/// <param name="Name">The name.</param>
/// <param name="Kind">The kind.</param>
/// <param name="IsOptional">Whether the object can be loaded if the kernel lacks the symbol.</param>
internal sealed record SymbolReport(string Name, string Kind, bool IsOptional);

/// <summary>A diagnostic.</summary>
/// <param name="Id">The id of the rule.</param>
/// <param name="Severity">The severity.</param>
/// <param name="Message">The message.</param>
internal sealed record ProblemReport(string Id, string Severity, string Message);
