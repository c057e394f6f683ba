using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Checks;

/// <summary>Checks that no two maps or programs of an object get the same C# name.</summary>
internal static class NameChecks
{
    public static IEnumerable<Problem> Run(ObjectModel model, EquatableArray<PlannedHandle> handles) =>
        handles.SelectMany(handle => Run(model, handle.Class)).Distinct();

    private static IEnumerable<Problem> Run(ObjectModel model, HandleClass handle) => MemberNames.Of(model, handle.Name)
        .GroupBy(member => member.CSharp)
        .SelectMany(group => group.Skip(1).Select(second => Collision(group.First(), second)));

    private static Problem Collision(MemberName first, MemberName second) => Problem.Of(
        Rules.NameCollision,
        first.Kind == "map" ? "Map" : "Program",
        Printable.Name(first.Original),
        second.Kind,
        Printable.Name(second.Original),
        first.CSharp,
        second.Kind == "map" ? "Maps" : "Programs",
        second.Original);
}
