using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Model;
using BpfGen.KernelFacts;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Writes the requirements of a map, a program or the object on the kernel and the process, as text of XML documentation.
/// </summary>
internal static class RequirementText
{
    private const int MostReasons = 3;

    private static readonly Version FirstMaps = new(3, 18);

    public static string Of(MapModel map)
    {
        var (kernel, reasons) = Newest(MapRequirements.Of(map));
        return $"Requires Linux {kernel.ToString(2)}{Because(reasons)}.";
    }

    public static string Of(ObjectModel model, ProgramModel program)
    {
        var (kernel, reasons) = Newest(ProgramRequirements.Of(model, program));
        return $"Requires Linux {kernel.ToString(2)}{Because(reasons)}. {Capabilities(ObjectCapabilities.Of(program))}";
    }

    /// <summary>The requirements of all maps and programs that are loaded by default.</summary>
    /// <param name="model">The object.</param>
    /// <param name="more">Capabilities that the load needs besides those of the object.</param>
    public static string Of(ObjectModel model, ulong more = 0)
    {
        var all = model.Maps.Where(map => map.AutoCreate && !map.IsTemplate)
            .Select(map => (Subject: $"map <c>{CSharpText.Comment(map.Name)}</c>", Newest: Newest(MapRequirements.Of(map))))
            .Concat(model.Programs.Where(program => program.AutoLoad).Select(program =>
                (Subject: $"program <c>{CSharpText.Comment(program.Name)}</c>", Newest: Newest(ProgramRequirements.Of(model, program)))))
            .OrderByDescending(item => item.Newest.Kernel)
            .ToList();
        var (subject, (kernel, reasons)) = all.FirstOrDefault();
        return (kernel is null ? "" : $"Requires Linux {kernel.ToString(2)}{(reasons.Count == 0 ? "" : $": {subject} {Join(reasons)}")}. ")
            + Capabilities(ObjectCapabilities.Of(model) | more);
    }

    private static string Capabilities(ulong set) =>
        $"Loading and attaching require {Join([.. CapabilityTable.NamesOf(set).Select(name => $"<c>{name}</c>")])}.";

    private static string Because(List<string> reasons) => reasons.Count == 0 ? "" : $": it {Join(reasons)}";

    private static (Version Kernel, List<string> Reasons) Newest(IEnumerable<KernelRequirement> requirements)
    {
        var all = requirements.ToList();
        var kernel = all.Select(requirement => requirement.Kernel).Append(FirstMaps).Max()!;
        var reasons = all.Where(requirement => requirement.Kernel == kernel).Select(requirement => requirement.Reason).Distinct().ToList();
        return (kernel, [.. reasons.Take(MostReasons)]);
    }

    private static string Join(List<string> parts) => parts.Count < 2
        ? string.Concat(parts)
        : $"{string.Join(", ", parts.Take(parts.Count - 1))} and {parts[parts.Count - 1]}";
}
