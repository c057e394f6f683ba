using System;
using System.Collections.Generic;
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
    /// <param name="name">The name of the option.</param>
    /// <param name="section">The type of the map's variables.</param>
    public static void Write(CodeWriter writer, Member member, string name, SectionType section)
    {
        writer.Line(Summary);
        writer.Line($"public ConfigOptions {name} => new(this);");
        writer.Line();
        writer.Line(Summary);
        writer.Line("/// <param name=\"options\">The options that contain these values.</param>");
        writer.Open("public sealed class ConfigOptions(LoadOptions options)");
        var indexes = new Dictionary<int, int>();
        for (var i = 0; i < member.Map!.Config.Count; i++)
        {
            indexes[member.Map.Config[i].Offset] = i;
        }

        var isFirst = true;
        foreach (var variable in section.Variables.Where(variable => IsOffered(variable) && indexes.ContainsKey(variable.Offset)))
        {
            OptionsEmitter.Separate(writer, ref isFirst);
            var index = ValueTypeEmitter.Number(indexes[variable.Offset]);
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
    /// Whether the options have a property for a variable. Only variables whose names begin with <c>CONFIG_</c> or <c>LINUX_</c> are
    /// configuration values. The generated class never has such a name.
    /// </summary>
    private static bool IsOffered(SectionVariable variable) => variable.Count is null
        && (variable.Original.StartsWith("CONFIG_", StringComparison.Ordinal)
            || variable.Original.StartsWith("LINUX_", StringComparison.Ordinal));
}
