using System;
using System.Linq;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>Writes what a load can be asked for the values of the kernel's configuration: each by its name, null where it is what the kernel has.</summary>
internal static class ConfigOptionsEmitter
{
    private const string Summary = "/// <summary>Values of the kernel's configuration that the programs are to see in place of the kernel's own.</summary>";

    /// <param name="writer">Takes the code.</param>
    /// <param name="member">The map of the values.</param>
    /// <param name="section">Its variables.</param>
    public static void Write(CodeWriter writer, Member member, SectionType section)
    {
        writer.Line(Summary);
        writer.Line($"public ConfigOptions {member.Name} => new(this);");
        writer.Line();
        writer.Line(Summary);
        writer.Line("/// <param name=\"options\">What they are part of.</param>");
        writer.Open("public sealed class ConfigOptions(LoadOptions options)");
        var values = member.Map!.Config;
        var isFirst = true;
        foreach (var variable in section.Variables.Where(IsOffered))
        {
            OptionsEmitter.Separate(writer, ref isFirst);
            var index = ValueTypeEmitter.Number(values.TakeWhile(value => value.Offset != variable.Offset).Count());
            writer.Line($"/// <summary><c>{CSharpText.Comment(variable.Original)}</c>; null for what the kernel has.</summary>");
            writer.Open($"public {variable.Type}? {variable.Name}");
            writer.Line($"get => options.ConfigAt<{variable.Type}>({index});");
            writer.Line($"set => options.SetConfigAt({index}, value);");
            writer.Close();
        }

        writer.Close();
    }

    /// <summary>Nothing of another name has a value, and none of these is that of the class.</summary>
    private static bool IsOffered(SectionVariable variable) => variable.Count is null
        && (variable.Original.StartsWith("CONFIG_", StringComparison.Ordinal) || variable.Original.StartsWith("LINUX_", StringComparison.Ordinal));
}
