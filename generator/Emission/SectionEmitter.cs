using System.Linq;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Writes the classes for sections of global variables. A property returns a reference into the memory that the programs use.
/// </summary>
internal static class SectionEmitter
{
    public static void Write(CodeWriter writer, SectionType section)
    {
        var size = ValueTypeEmitter.Number(section.Size);
        var access = section.IsReadOnly ? "They are read-only after loading" : "The memory is shared with the programs";
        writer.Line($"/// <summary>The global variables of <c>{CSharpText.Comment(section.Original)}</c>. {access}.</summary>");
        writer.Open($"public sealed class {section.Name} : global::BpfGen.{(section.IsArena ? "ArenaMap" : "MappedData")}, "
            + $"global::BpfGen.Loading.IMapHandle<{section.Name}>");
        writer.Line($"private {section.Name}(global::BpfGen.Loading.LoadedMap map)");
        writer.Indent();
        writer.Line(section.IsArena ? ": base(map)" : $": base(map, size: {size}, isReadOnly: {(section.IsReadOnly ? "true" : "false")})");
        writer.Outdent();
        writer.Open();
        writer.Close();
        foreach (var variable in section.Variables)
        {
            writer.Line();
            var hides = SectionType.HiddenMembers.Contains(variable.Name)
                || (section.IsArena && SectionType.HiddenArenaMembers.Contains(variable.Name));
            WriteVariable(writer, variable, section.IsReadOnly, hides);
        }

        if (section.Struct is { } all)
        {
            writer.Line();
            writer.Line("/// <summary>All variables of the section, as one struct.</summary>");
            writer.Line($"public {(section.IsReadOnly ? "ref readonly" : "ref")} {all} Value => ref Variable<{all}>(0);");
        }

        writer.Line();
        writer.Line(
            $"static {section.Name} global::BpfGen.Loading.IMapHandle<{section.Name}>"
            + ".Create(global::BpfGen.Loading.LoadedMap map) => new(map);");
        writer.Close();
        if (section.Values is { } values)
        {
            writer.Line();
            WriteValues(writer, section, values, size);
        }
    }

    private static void WriteValues(CodeWriter writer, SectionType section, string name, string size)
    {
        writer.Line($"/// <summary>The initial values of the variables of <c>{CSharpText.Comment(section.Original)}</c>.</summary>");
        writer.Open($"public sealed class {name} : global::BpfGen.SectionValues");
        writer.Line($"internal {name}(global::System.Func<global::System.ReadOnlySpan<ulong>>? initial)");
        writer.Indent();
        writer.Line($": base(size: {size}, initial)");
        writer.Outdent();
        writer.Open();
        writer.Close();
        foreach (var variable in section.Variables)
        {
            writer.Line();
            WriteVariable(writer, variable, isReadOnly: false, hides: variable.Name == "Bytes");
        }

        writer.Close();
    }

    private static void WriteVariable(CodeWriter writer, SectionVariable variable, bool isReadOnly, bool hides)
    {
        var offset = ValueTypeEmitter.Number(variable.Offset);
        var modifiers = hides ? "public new" : "public";
        writer.Line($"/// <summary><c>{CSharpText.Comment(variable.Original)}</c></summary>");
        writer.Line(variable.Count is { } count
            ? $"{modifiers} global::System.{(isReadOnly ? "ReadOnlySpan" : "Span")}<{variable.Type}> {variable.Name} => "
                + $"Variables<{variable.Type}>({offset}, {ValueTypeEmitter.Number(count)});"
            : $"{modifiers} {(isReadOnly ? "ref readonly" : "ref")} {variable.Type} {variable.Name} => ref "
                + $"Variable<{variable.Type}>({offset});");
    }
}
