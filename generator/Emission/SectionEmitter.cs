using System.Linq;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>Writes the classes of sections of global variables: a reference to each, into the memory that the programs have.</summary>
internal static class SectionEmitter
{
    public static void Write(CodeWriter writer, SectionType section)
    {
        var size = ValueTypeEmitter.Number(section.Size);
        writer.Line($"/// <summary>The variables of <c>{CSharpText.Comment(section.Original)}</c>{(section.IsReadOnly ? ", which nobody changes once they are loaded" : ", shared with the programs")}.</summary>");
        writer.Open($"public sealed class {section.Name} : global::BpfGen.{(section.IsArena ? "ArenaMap" : "MappedData")}, global::BpfGen.Loading.IMapHandle<{section.Name}>");
        writer.Line($"private {section.Name}(global::BpfGen.Loading.LoadedMap map)");
        writer.Indent();
        writer.Line(section.IsArena ? ": base(map)" : $": base(map, size: {size}, isReadOnly: {(section.IsReadOnly ? "true" : "false")})");
        writer.Outdent();
        writer.Open();
        writer.Close();
        var access = section.IsReadOnly ? "ref readonly" : "ref";
        foreach (var variable in section.Variables)
        {
            writer.Line();
            Write(writer, section, variable, access);
        }

        if (section.Struct is { } all)
        {
            writer.Line();
            writer.Line("/// <summary>All of the variables.</summary>");
            writer.Line($"public {access} {all} Value => ref Variable<{all}>(0);");
        }

        writer.Line();
        writer.Line($"static {section.Name} global::BpfGen.Loading.IMapHandle<{section.Name}>.Create(global::BpfGen.Loading.LoadedMap map) => new(map);");
        writer.Close();
    }

    private static void Write(CodeWriter writer, SectionType section, SectionVariable variable, string access)
    {
        var offset = ValueTypeEmitter.Number(variable.Offset);
        var hides = SectionType.HiddenMembers.Contains(variable.Name) || (section.IsArena && SectionType.HiddenArenaMembers.Contains(variable.Name)) ? "new " : "";
        writer.Line($"/// <summary><c>{CSharpText.Comment(variable.Original)}</c></summary>");
        writer.Line(variable.Count is { } count
            ? $"public {hides}global::System.{(section.IsReadOnly ? "ReadOnlySpan" : "Span")}<{variable.Type}> {variable.Name} => Variables<{variable.Type}>({offset}, {ValueTypeEmitter.Number(count)});"
            : $"public {hides}{access} {variable.Type} {variable.Name} => ref Variable<{variable.Type}>({offset});");
    }
}
