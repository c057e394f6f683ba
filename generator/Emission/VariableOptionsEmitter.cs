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
            if (Declaration(member, model) is not { } declaration)
            {
                continue;
            }

            OptionsEmitter.Separate(writer, ref isFirst);
            writer.Line($"/// <summary>The first values of the variables in <c>{CSharpText.Comment(member.Map!.Name)}</c>: the object's own, until they are set.</summary>");
            writer.Line(declaration);
            arms.Add(string.Format(CultureInfo.InvariantCulture, "{0} => BytesOf({1}{2}),", index, member.Map.ValueName is null ? "" : "in ", member.Name));
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

    /// <returns>
    /// A field of a section's struct, since C# sets single members of nothing else in an object initializer. A property where there is no struct: the section is
    /// too large for one, or the object has no types; its values are copied when somebody asks for them, since most such sections hold nothing that anybody sets.
    /// Null for what the compiler has collected without a type: literals, and what is seen by no one outside.
    /// </returns>
    private static string? Declaration(Member member, ObjectModel model)
    {
        var map = member.Map!;
        var isZero = map.Data!.Words.Count == 0;
        if (map.ValueName is { } type)
        {
            return $"public {type} {member.Name} = {(isZero ? "default" : $"InitialOf<{type}>({DataEmitter.Argument(member)})")};";
        }

        var initial = isZero ? "initial: null" : $"static () => {DataEmitter.Argument(member)}";
        if (model.ValueTypes.SectionOf(map)?.Values is { } values)
        {
            return $"public Types.{values} {member.Name} {{ get; }} = new({initial});";
        }

        var size = map.ValueSize.ToString(CultureInfo.InvariantCulture);
        return model.Types is null && map.StructOps is null ? $"public global::BpfGen.SectionValues {member.Name} {{ get; }} = new(size: {size}, {initial});" : null;
    }
}
