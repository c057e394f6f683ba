using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Input;

/// <summary>The sources of the objects that the build has compiled. Users know these files, but not the objects.</summary>
internal sealed record SourceMap(EquatableArray<CompiledObject> Objects)
{
    public static SourceMap Of(IEnumerable<ObjectMetadata> objects) => new(objects
        .Where(item => item.Source is not null)
        .Select(item => new CompiledObject(item.Path, item.Source!))
        .ToEquatableArray());

    /// <summary>Moves the findings about a compiled object to the source file that it was compiled from.</summary>
    public EquatableArray<Finding> Place(EquatableArray<Finding> findings) => Objects.Count == 0
        ? findings
        : findings.Select(finding => Objects.FirstOrDefault(item => item.Path == finding.Place.Path) is { } compiled
            ? finding with { Place = SourcePlace.OfFile(compiled.Source) }
            : finding).ToEquatableArray();
}

/// <summary>An object, and the source that it was compiled from.</summary>
internal sealed record CompiledObject(string Path, string Source);
