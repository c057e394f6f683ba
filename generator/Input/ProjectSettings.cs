using BpfGen.Generator.Model;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BpfGen.Generator.Input;

/// <summary>The project's settings that apply to every object.</summary>
/// <param name="RootNamespace">The default namespace of generated classes.</param>
/// <param name="Directory">The folder of the project file. Paths of objects are shown and compared relative to it.</param>
/// <param name="Platform">The platform that the project is built for.</param>
internal sealed record ProjectSettings(string RootNamespace, string Directory, TargetPlatform Platform)
{
    public static ProjectSettings Read(AnalyzerConfigOptionsProvider options) => new(
        CSharpName.Namespace(Property(options, "RootNamespace")),
        Property(options, "ProjectDir"),
        TargetPlatform.Of(Property(options, "RuntimeIdentifier")));

    private static string Property(AnalyzerConfigOptionsProvider options, string name) =>
        options.GlobalOptions.TryGetValue("build_property." + name, out var value) ? value : "";
}
