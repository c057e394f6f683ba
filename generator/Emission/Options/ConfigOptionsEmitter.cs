using System;
using System.Linq;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>Writes the options for kernel configuration values: a nullable property for each value.</summary>
internal static class ConfigOptionsEmitter
{
    private const string Summary = "/// <summary>Kernel configuration values that the programs see instead of the values of the running "
        + "kernel.</summary>";

    /// <param name="writer">The writer that receives the code.</param>
    /// <param name="member">The map that holds the values.</param>
    /// <param name="section">The type of the map's variables.</param>
    public static void Write(CodeWriter writer, Member member, SectionType section)
    {
        writer.Line(Summary);
        writer.Line($"public ConfigOptions {member.Name} => new(this);");
        writer.Line();
        writer.Line(Summary);
        writer.Line("/// <param name=\"options\">The options that contain these values.</param>");
        writer.Open("public sealed class ConfigOptions(LoadOptions options)");
        var values = member.Map!.Config;
        var isFirst = true;
        foreach (var variable in section.Variables.Where(IsOffered))
        {
            OptionsEmitter.Separate(writer, ref isFirst);
            var index = ValueTypeEmitter.Number(values.TakeWhile(value => value.Offset != variable.Offset).Count());
            writer.Line($"/// <summary><c>{CSharpText.Comment(variable.Original)}</c>; null to use the value of the running "
                + "kernel.</summary>");
            writer.Open($"public {variable.Type}? {variable.Name}");
            writer.Line($"get => options.ConfigAt<{variable.Type}>({index});");
            writer.Line($"set => options.SetConfigAt({index}, value);");
            writer.Close();
        }

        writer.Close();
    }

    /// <summary>
    /// Whether the options have a property for a variable. Only variables with these prefixes are configuration values. A name with such a
    /// prefix is never the name of the generated class.
    /// </summary>
    private static bool IsOffered(SectionVariable variable) => variable.Count is null
        && (variable.Original.StartsWith("CONFIG_", StringComparison.Ordinal)
            || variable.Original.StartsWith("LINUX_", StringComparison.Ordinal));
}
