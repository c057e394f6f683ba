using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Generator.Model;
using BpfGen.KernelFacts;
using BpfGen.Wire;

namespace BpfGen.Generator.Emission;

/// <summary>Writes the property <c>Requirements</c>: the features of the kernel that the object requires.</summary>
internal static class RequirementsEmitter
{
    public const string Declaration = "public static global::BpfGen.ObjectRequirements Requirements";

    public const string Summary = "/// <summary>The features of the kernel and the capabilities that the object requires, program by "
        + "program with reasons. Reading them needs neither eBPF nor privileges.</summary>";

    /// <summary>Writes the property without its documentation.</summary>
    /// <param name="writer">The writer that receives the code.</param>
    /// <param name="model">The object.</param>
    /// <param name="signed">The loader program; null if the object is not signed.</param>
    public static void WriteProperty(CodeWriter writer, ObjectModel model, SignedObject? signed)
    {
        writer.Line($"{Declaration} => new(");
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
        if (signed is null)
        {
            writer.Line("]);");
        }
        else
        {
            writer.Line("])");
            writer.Line("{");
            writer.Indent();
            WriteLoader(writer, signed);
            writer.Outdent();
            writer.Line("};");
        }

        writer.Outdent();
    }

    public static void WriteCheck(CodeWriter writer)
    {
        writer.Line("/// <summary>");
        writer.Line("/// Finds what the running kernel lacks, program by program, without loading the object: types of maps and programs,");
        writer.Line("/// helpers, other features, hooks, kernel functions (kfuncs) and symbols. Types and helpers are tried. For other");
        writer.Line("/// features, such as instructions, the kernel's version decides.");
        writer.Line("/// </summary>");
        writer.Line("/// <param name=\"kernelBtf\">The kernel's types, if you give them to <c>Load</c>; otherwise null.</param>");
        writer.Line("/// <returns>");
        writer.Line("/// The missing features, also those of maps and programs that are not loaded by default. If the process "
            + "lacks the");
        writer.Line("/// permission to try something, <see cref=\"global::BpfGen.MissingFeature.Failure\"/> has the error.");
        writer.Line("/// </returns>");
        writer.Line("public static global::System.Collections.Generic.IReadOnlyList<global::BpfGen.MissingFeature> CheckSupport(");
        writer.Indent();
        writer.Line("global::BpfGen.KernelBtf? kernelBtf = null) => Requirements.FindMissing(kernelBtf);");
        writer.Outdent();
        writer.Line();
    }

    private static void WriteLoader(CodeWriter writer, SignedObject signed)
    {
        writer.Line("Loader = new(\"loader\", global::BpfGen.ProgramType.Syscall)");
        writer.Line("{");
        writer.Indent();
        writer.Line($"Helpers = [{Numbers(signed.Helpers)}],");
        writer.Line($"Features = [{Text(SignedObject.Requirement)}],");
        writer.Outdent();
        writer.Line("},");
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

        writer.Line($"Section = {CSharpText.Literal(program.Section)},");
        if (program.Kind.Target is { } target)
        {
            writer.Line($"Target = {CSharpText.Literal(target)},");
        }

        if (program.Kind.AttachType != default)
        {
            writer.Line($"AttachType = {CSharpText.Enumerator("AttachType", program.Kind.AttachType)},");
        }

        if (program.HelperCalls.Count > 0)
        {
            writer.Line($"Helpers = [{Numbers(program.HelperCalls.Select(call => call.Helper))}],");
        }

        var symbols = RequiredSymbols(model, program).ToList();
        if (symbols.Count > 0)
        {
            writer.Line($"Symbols = [{string.Join(", ", symbols.Select(KernelEmitter.Symbol))}],");
        }

        // A kernel that supports the program type also supports all features that are older than this type. So list only newer features.
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

    /// <summary>The kernel symbols that a program refers to, and without which it does not load.</summary>
    private static IEnumerable<KernelSymbolModel> RequiredSymbols(ObjectModel model, ProgramModel program) => program.Functions
        .SelectMany(index => model.Functions[index].Relocations)
        .Where(relocation => relocation.Kind is RelocationKind.KernelAddress or RelocationKind.KernelCall)
        .Select(relocation => relocation.Index)
        .Distinct()
        .Select(index => model.KernelSymbols[index])
        .Where(symbol => !symbol.IsOptional);

    private static string Numbers(IEnumerable<int> helpers) =>
        string.Join(", ", helpers.Select(helper => helper.ToString(CultureInfo.InvariantCulture)));

    private static string Text(KernelRequirement requirement) => string.Format(
        CultureInfo.InvariantCulture,
        "new(new({0}, {1}), {2})",
        requirement.Kernel.Major,
        requirement.Kernel.Minor,
        CSharpText.Literal(requirement.Reason));
}
