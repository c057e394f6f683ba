using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Writes the options for the initial values of the object's variables: a struct for each section, or a property for the section's bytes.
/// </summary>
internal static class VariableOptionsEmitter
{
    /// <param name="writer">The writer that receives the code.</param>
    /// <param name="model">The object.</param>
    /// <param name="maps">The members that are maps, and the index of each map.</param>
    /// <param name="isFirst">Whether the class has no members yet. Set to false if this method writes a member.</param>
    /// <param name="sections">The classes for variables, by name.</param>
    public static void Write(
        CodeWriter writer,
        ObjectModel model,
        IEnumerable<(Member Member, int Index)> maps,
        Dictionary<string, SectionType> sections,
        ref bool isFirst)
    {
        var arms = new List<string>();
        var all = maps.ToList();
        var names = new HashSet<string>(all.Select(map => map.Member.Name));
        foreach (var (member, index) in all.Where(map => map.Member.Map is { Data: not null, Config.Count: 0 }))
        {
            var name = MemberNames.OfVariables(member.Name, names);
            if (Declaration(member, name, model, sections) is not { } declaration)
            {
                continue;
            }

            OptionsEmitter.Separate(writer, ref isFirst);
            var section = CSharpText.Comment(member.Map!.Name);
            writer.Line($"/// <summary>The initial values of the variables in <c>{section}</c>. Variables that you do not set keep the "
                + "object's values.</summary>");
            writer.Line(declaration);
            arms.Add(string.Format(
                CultureInfo.InvariantCulture, "{0} => BytesOf({1}{2}),", index, member.Map.ValueName is null ? "" : "in ", name));
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
    /// The declaration of the option. A section with a struct gets a field, because an object initializer can set single members of a
    /// struct only in a field. A section without a struct (it is too large, or the object has no types) gets a property, which copies the
    /// values only when it is first used. Null for data without a type: literals, and variables that are not visible outside the source
    /// file.
    /// </returns>
    private static string? Declaration(
        Member member, string name, ObjectModel model, Dictionary<string, SectionType> sections)
    {
        var map = member.Map!;
        var isZero = member.InitialWords.Count == 0;
        if (map.ValueName is { } type)
        {
            return $"public {type} {name} = {(isZero ? "default" : $"InitialOf<{type}>({DataEmitter.OptionArgument(member, model)})")};";
        }

        var initial = isZero ? "initial: null" : $"static () => {DataEmitter.OptionArgument(member, model)}";
        if (map.Variables is { } variables && sections.TryGetValue(variables, out var section) && section.Values is { } values)
        {
            return $"public Types.{values} {name} {{ get; }} = new({initial});";
        }

        var size = map.ValueSize.ToString(CultureInfo.InvariantCulture);
        return model.Types is null && map.StructOps is null
            ? $"public global::BpfGen.SectionValues {name} {{ get; }} = new(size: {size}, {initial});"
            : null;
    }
}
