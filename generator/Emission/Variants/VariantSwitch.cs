using System.Collections.Generic;
using System.Linq;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Writes expressions that select one of several objects of a class by the architecture of the process. A compiler for one architecture
/// knows the value, so native programs contain only the selected object.
/// </summary>
internal sealed class VariantSwitch(string objectName, IReadOnlyList<VariantModel> variants)
{
    /// <summary>The name of the nested class that holds the parts that differ between the objects.</summary>
    public const string Class = "Variants";

    private const string Process = "global::System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture";
    private const string Architecture = "global::System.Runtime.InteropServices.Architecture";
    private const string LittleEndian = "global::System.BitConverter.IsLittleEndian";

    /// <summary>The architectures for messages: <c>x64, arm64</c>.</summary>
    public string Names => string.Join(", ", variants.Select(variant => variant.Variant!.DisplayName));

    /// <summary>Writes a member that returns a member of the selected object's class.</summary>
    /// <param name="writer">The writer that receives the code.</param>
    /// <param name="declaration">The modifiers, the type and the name of the member.</param>
    /// <param name="member">The member in the class of an object.</param>
    public void Write(CodeWriter writer, string declaration, string member)
    {
        writer.Line($"{declaration} => {Process} switch");
        writer.Open();
        foreach (var variant in variants.Select(variant => variant.Variant!))
        {
            var condition = variant.Target is { } target ? $"{Architecture}.{target.Architecture}"
                : variant.IsLittleEndian is false ? $"_ when !{LittleEndian}"
                : $"_ when {LittleEndian}";
            writer.Line($"{condition} => {Class}.{variant.ClassName}.{member},");
        }

        writer.Line($"_ => throw global::BpfGen.Loading.MissingVariant.Of({CSharpText.Literal(objectName)}, {CSharpText.Literal(Names)}),");
        writer.Close("};");
    }
}
