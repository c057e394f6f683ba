using System;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Model;

/// <summary>The classes to generate, each with its object.</summary>
/// <param name="Handles">The classes to generate.</param>
/// <param name="Problems">The reasons why other classes cannot be generated.</param>
internal sealed record HandlePlan(EquatableArray<PlannedHandle> Handles, EquatableArray<PlanProblem> Problems)
{
    public EquatableArray<PlannedHandle> Of(string objectPath) =>
        Handles.Where(handle => handle.ObjectPath == objectPath || handle.Variants.Any(variant => variant.Path == objectPath))
            .ToEquatableArray();
}

/// <summary>A class to generate from an object.</summary>
/// <param name="ObjectPath">The object's path.</param>
/// <param name="Class">The class.</param>
/// <param name="FileName">The name of the generated file. It is unique even on file systems that ignore case.</param>
/// <param name="License">The license from the project file that replaces the object's own.</param>
internal sealed record PlannedHandle(string ObjectPath, HandleClass Class, string FileName, string? License)
{
    /// <summary>The oldest kernel on which the object must load; null for none.</summary>
    public Version? MinKernel { get; init; }

    /// <summary>The files of the key that signs the object; null if the object is not signed.</summary>
    public KeyFiles? Key { get; init; }

    /// <summary>
    /// The objects of the class, if it has several: the architecture of the process selects one. The first of them is at
    /// <see cref="ObjectPath"/>. Otherwise empty.
    /// </summary>
    public EquatableArray<PlannedVariant> Variants { get; init; } = [];

    /// <summary>The name of the object for messages. If there are several, the name without architecture and byte order.</summary>
    public string ObjectName { get; init; } = System.IO.Path.GetFileName(ObjectPath);
}

/// <summary>A problem with an object's metadata, or with a class that claims an object.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="ObjectPath">The path of the object with the invalid metadata, or null.</param>
/// <param name="Claim">The invalid claim, or null.</param>
internal sealed record PlanProblem(Problem Problem, string? ObjectPath, HandleClaim? Claim);

/// <summary>The files of a key that signs objects.</summary>
/// <param name="Key">The whole path of the private key.</param>
/// <param name="Certificate">The whole path of the certificate; null if it is in the file of the key.</param>
internal sealed record KeyFiles(string Key, string? Certificate);
