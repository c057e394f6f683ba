using System.Globalization;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Writes the options for load constants, which are undefined symbols whose values the project sets: a nullable property for each constant.
/// </summary>
internal static class ConstantOptionsEmitter
{
    private const string Summary = "/// <summary>The values of the object's load constants. Every constant that a loaded program uses "
        + "needs a value.</summary>";

    public static void Write(CodeWriter writer, ObjectModel model, ref bool isFirst)
    {
        if (model.Constants.Count == 0)
        {
            return;
        }

        OptionsEmitter.Separate(writer, ref isFirst);
        writer.Line(Summary);
        writer.Line("public ConstantsOptions Constants => new(this);");
        writer.Line();
        writer.Line(Summary);
        writer.Line("/// <param name=\"options\">The options that contain these values.</param>");
        writer.Open("public sealed class ConstantsOptions(LoadOptions options)");
        var names = MemberNames.OfConstants(model);
        for (var i = 0; i < names.Count; i++)
        {
            if (i > 0)
            {
                writer.Line();
            }

            var index = i.ToString(CultureInfo.InvariantCulture);
            writer.Line($"/// <summary>The constant <c>{CSharpText.Comment(model.Constants[i])}</c>; null if it has no value.</summary>");
            writer.Open($"public ulong? {names[i]}");
            writer.Line($"get => options.ConstantAt({index});");
            writer.Line($"set => options.SetConstantAt({index}, value);");
            writer.Close();
        }

        writer.Close();
    }
}
