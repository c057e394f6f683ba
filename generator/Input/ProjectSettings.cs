using BpfGen.Generator.Model;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BpfGen.Generator.Input;

/// <summary>The project's settings that apply to every object.</summary>
/// <param name="RootNamespace">The default namespace of generated classes.</param>
/// <param name="Directory">The folder of the project file. Paths of objects are shown and compared relative to it.</param>
/// <param name="Platform">The platform that the project is built for.</param>
internal sealed record ProjectSettings(string RootNamespace, string Directory, TargetPlatform Platform)
{
    /// <summary>The oldest kernel that the project supports (<c>BpfMinKernel</c>); empty for none.</summary>
    public string MinKernel { get; init; } = "";

    public static ProjectSettings Read(AnalyzerConfigOptionsProvider options) => new(
        CSharpName.Namespace(Property(options, "RootNamespace")),
        Property(options, "ProjectDir"),
        TargetPlatform.Of(Property(options, "RuntimeIdentifier"), Property(options, "PlatformTarget")))
    {
        MinKernel = Property(options, "BpfMinKernel"),
    };

    private static string Property(AnalyzerConfigOptionsProvider options, string name) =>
        options.GlobalOptions.TryGetValue("build_property." + name, out var value) ? value : "";
}
