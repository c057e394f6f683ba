using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>Writes what a load can be asked for the first values of the object's variables: a struct of a section's, or its bytes.</summary>
internal static class VariableOptionsEmitter
{
    /// <param name="writer">Takes the code.</param>
    /// <param name="model">The object.</param>
    /// <param name="maps">The members that are maps, and which map each of them is.</param>
    /// <param name="isFirst">Whether nothing was written yet.</param>
    public static void Write(CodeWriter writer, ObjectModel model, IEnumerable<(Member Member, int Index)> maps, ref bool isFirst)
    {
        var arms = new List<string>();
        foreach (var (member, index) in maps.Where(map => map.Member.Map is { Data: not null, Config.Count: 0 }))
        {
            var isStruct = member.Map!.ValueName is not null;
            if (!isStruct && ValuesOf(member.Map, model) is null)
            {
                continue;
            }

            OptionsEmitter.Separate(writer, ref isFirst);
            writer.Line($"/// <summary>The first values of the variables in <c>{CSharpText.Comment(member.Map.Name)}</c>: the object's own, until they are set.</summary>");
            writer.Line(isStruct ? Field(member) : Property(member, ValuesOf(member.Map, model)!));
            arms.Add(string.Format(CultureInfo.InvariantCulture, "{0} => BytesOf({1}{2}),", index, isStruct ? "in " : "", member.Name));
        }

        if (arms.Count == 0)
        {
            return;
        }

        writer.Line();
        writer.Line("/// <inheritdoc/>");
        writer.Line("protected override global::System.ReadOnlySpan<byte> VariablesOf(int map) => map switch");
        writer.Open();
        arms.ForEach(writer.Line);
        writer.Line("_ => [],");
        writer.Close("};");
    }

    /// <summary>A field, since C# sets single members of nothing else in an object initializer.</summary>
    private static string Field(Member member)
    {
        var type = member.Map!.ValueName;
        var first = member.Map.Data!.Words.Count > 0 ? $"InitialOf<{type}>({DataEmitter.Argument(member)})" : "default";
        return $"public {type} {member.Name} = {first};";
    }

    /// <summary>They are copied when somebody asks for them: most sections of this size hold nothing that anybody sets.</summary>
    private static string Property(Member member, string arguments)
    {
        var initial = member.Map!.Data!.Words.Count > 0 ? $"static () => {DataEmitter.Argument(member)}" : "initial: null";
        return string.Format(CultureInfo.InvariantCulture, arguments, member.Name, initial);
    }

    /// <returns>
    /// The property of a section that is no struct, for its name and its first values: it is too large for one, or the object has no types. Null for what the
    /// compiler has collected without a type: literals, and what is seen by no one outside.
    /// </returns>
    private static string? ValuesOf(MapModel map, ObjectModel model)
    {
        if (model.ValueTypes.Sections.FirstOrDefault(section => "Types." + section.Name == map.Variables)?.Values is { } values)
        {
            return $"public Types.{values} {{0}} {{{{ get; }}}} = new({{1}});";
        }

        return model.Types is null && map.StructOps is null
            ? $"public global::BpfGen.SectionValues {{0}} {{{{ get; }}}} = new(size: {map.ValueSize.ToString(CultureInfo.InvariantCulture)}, {{1}});"
            : null;
    }
}
