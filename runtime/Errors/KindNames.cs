using BpfGen.KernelFacts;

namespace BpfGen.Errors;

/// <summary>The names of map types, program types and attach types in messages.</summary>
/// <remarks>
/// The names come from the tables of kernel facts. <see cref="System.Enum.ToString()"/> would give the same names, but it uses reflection.
/// Small native programs do not contain the code of reflection otherwise.
/// </remarks>
internal static class KindNames
{
    public static string Of(MapType type) => MapTypeTable.NameOf(type);

    public static string Of(ProgramType type) => ProgramTypeTable.NameOf(type);

    public static string Of(AttachType type) => AttachTypeTable.NameOf(type);
}
