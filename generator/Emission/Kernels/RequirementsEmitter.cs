using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Generator.Model;
using BpfGen.KernelFacts;

namespace BpfGen.Generator.Emission;

/// <summary>Writes the property <c>Requirements</c>: the features of the kernel that the object requires.</summary>
internal static class RequirementsEmitter
{
    public static void Write(CodeWriter writer, ObjectModel model)
    {
        writer.Line("/// <summary>The features of the kernel that the object requires, and the capabilities that "
            + "loading it requires. Reading "
            + "them needs neither eBPF nor privileges.</summary>");
        writer.Line("public static global::BpfGen.ObjectRequirements Requirements => new(");
        writer.Indent();
        writer.Line("maps:");
        writer.Line("[");
        writer.Indent();
        foreach (var map in model.Maps)
        {
            writer.Line(Of(map));
        }

        writer.Outdent();
        writer.Line("],");
        writer.Line("programs:");
        writer.Line("[");
        writer.Indent();
        foreach (var program in model.Programs)
        {
            Write(writer, model, program);
        }

        writer.Outdent();
        writer.Line("]);");
        writer.Outdent();
        writer.Line();
    }

    private static string Of(MapModel map)
    {
        var features = MapRequirements.Of(map).Where(requirement => !requirement.IsOfType).ToList();
        List<string> properties =
        [
            .. map.AutoCreate ? [] : new[] { "AutoCreate = false" },
            .. features.Count > 0 ? new[] { $"Features = [{string.Join(", ", features.Select(Text))}]" } : [],
        ];
        var more = properties.Count > 0 ? $" {{ {string.Join(", ", properties)} }}" : "";
        return $"new({CSharpText.Literal(map.Name)}, {CSharpText.Enumerator("MapType", map.Type)}){more},";
    }

    private static void Write(CodeWriter writer, ObjectModel model, ProgramModel program)
    {
        writer.Line($"new({CSharpText.Literal(program.Name)}, {CSharpText.Enumerator("ProgramType", program.Kind.Type)})");
        writer.Line("{");
        writer.Indent();
        if (!program.AutoLoad)
        {
            writer.Line("AutoLoad = false,");
        }

        if (ProgramRequirements.IsGuarded(model, program))
        {
            writer.Line("IsGuarded = true,");
        }

        if (program.Kind.AttachType != default)
        {
            writer.Line($"AttachType = {CSharpText.Enumerator("AttachType", program.Kind.AttachType)},");
        }

        if (program.HelperCalls.Count > 0)
        {
            var numbers = program.HelperCalls.Select(call => call.Helper.ToString(CultureInfo.InvariantCulture));
            writer.Line($"Helpers = [{string.Join(", ", numbers)}],");
        }

        // A kernel that supports the program type also supports all older features, so list only newer features.
        var type = ProgramTypeTable.FirstKernel(program.Kind.Type);
        var features = ProgramRequirements.Of(model, program)
            .Where(requirement => !requirement.IsOfType && !requirement.IsOfHelper && requirement.Kernel > type)
            .Distinct()
            .ToList();
        if (features.Count > 0)
        {
            writer.Line("Features =");
            writer.Line("[");
            writer.Indent();
            features.ForEach(feature => writer.Line(Text(feature) + ","));
            writer.Outdent();
            writer.Line("],");
        }

        writer.Outdent();
        writer.Line("},");
    }

    private static string Text(KernelRequirement requirement) => string.Format(
        CultureInfo.InvariantCulture,
        "new(new({0}, {1}), {2})",
        requirement.Kernel.Major,
        requirement.Kernel.Minor,
        CSharpText.Literal(requirement.Reason));
}
