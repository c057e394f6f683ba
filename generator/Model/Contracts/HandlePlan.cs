using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Model;

/// <summary>Which classes are made of which objects.</summary>
/// <param name="Handles">The classes.</param>
/// <param name="Problems">What stands in the way of others.</param>
internal sealed record HandlePlan(EquatableArray<PlannedHandle> Handles, EquatableArray<PlanProblem> Problems)
{
    public EquatableArray<PlannedHandle> Of(string objectPath) =>
        Handles.Where(handle => handle.ObjectPath == objectPath).ToEquatableArray();
}

/// <summary>A class that is made of an object.</summary>
/// <param name="ObjectPath">The object.</param>
/// <param name="Class">The class.</param>
/// <param name="FileName">The name of the generated file, unlike every other even where case does not count.</param>
/// <param name="License">The licence that the project file gives in place of the object's own.</param>
internal sealed record PlannedHandle(string ObjectPath, HandleClass Class, string FileName, string? License);

/// <summary>A problem with the plan: of an object's metadata, or of a class that claims an object.</summary>
/// <param name="Problem">What is wrong.</param>
/// <param name="ObjectPath">The object whose metadata it is, or null.</param>
/// <param name="Claim">The claim it is, or null.</param>
internal sealed record PlanProblem(Problem Problem, string? ObjectPath, HandleClaim? Claim);
