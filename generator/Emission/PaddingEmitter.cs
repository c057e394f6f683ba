using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>Writes the file that registers the padding of the project's structs with BpfGen's runtime.</summary>
internal static class PaddingEmitter
{
    public const string FileName = "BpfGen.StructPadding.g.cs";

    public static string Emit(IEnumerable<PaddedStruct> structs)
    {
        var writer = new CodeWriter();
        writer.Header("the structs of this project");
        writer.Line("namespace BpfGen.Generated");
        writer.Open();
        writer.Line(
            "/// <summary>Tells BpfGen which bytes of this project's structs are padding. BpfGen sends padding as zeros.</summary>");
        writer.Open("file static class StructPadding");
        writer.Line("[global::System.Runtime.CompilerServices.ModuleInitializer]");
        writer.Open("internal static void Register()");
        foreach (var padded in structs)
        {
            var ranges = padded.Padding.SelectMany(range => new[] { range.Offset, range.Size }).Select(ValueTypeEmitter.Number);
            IEnumerable<string> name = padded.IsAccessible ? [] : ["typeof(StructPadding).Assembly", CSharpText.Literal(padded.Name)];
            var type = padded.IsAccessible ? $"<{padded.Name}>" : "";
            writer.Line($"global::BpfGen.Loading.StructPadding.Register{type}({string.Join(", ", name.Concat(ranges))});");
        }

        writer.Close();
        writer.Close();
        writer.Close();
        return writer.ToString();
    }
}
