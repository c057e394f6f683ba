using System;
using BpfGen.Btf;
using BpfGen.CoreRelocations;

namespace BpfGen.Loading;

/// <summary>Describes CO-RE relocations that cannot be resolved.</summary>
internal static class CoreFailures
{
    /// <param name="reason">The reason.</param>
    /// <param name="instruction">The index of the instruction in the program.</param>
    /// <param name="relocation">The relocation.</param>
    /// <param name="types">The object's BTF.</param>
    /// <param name="definition">The program.</param>
    /// <param name="objectName">The object's name.</param>
    public static BpfException Of(
        string reason,
        int instruction,
        in CoreRelocation relocation,
        ReadOnlySpan<byte> types,
        ProgramDefinition definition,
        string objectName)
    {
        var names = new BtfNames(types.ToArray());
        return new BpfException("Load", ProgramFactory.Describe(definition, objectName),
            $"The relocation of instruction {instruction} against {names.Access(relocation.Type, names.Text(relocation.Access))} " +
            $"cannot be resolved. {reason}");
    }

    public static BpfException OfTypes(string reason, ProgramDefinition definition, string objectName) =>
        new("Load", ProgramFactory.Describe(definition, objectName), $"The kernel's BTF cannot be read: {reason}.");
}
