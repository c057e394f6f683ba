using System;
using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>The project's requirements for an object.</summary>
/// <param name="ObjectPath">The object's path.</param>
/// <param name="License">The license that replaces the object's own, or null.</param>
/// <param name="Requirements">The requirements.</param>
internal sealed record Contract(string ObjectPath, string? License, EquatableArray<Requirement> Requirements)
{
    /// <summary>The oldest kernel on which the object must load (<c>BpfMinKernel</c>); null for none.</summary>
    public Version? MinKernel { get; init; }

    /// <summary>The architecture that the object is compiled for (<c>x86</c>); null if the object does not name an architecture.</summary>
    public string? Architecture { get; init; }

    /// <summary>
    /// If the object is one of several of a class: the architecture and byte order that it is for. Null if it is the only one, and must fit
    /// the platform that the project is built for.
    /// </summary>
    public ObjectVariant? Variant { get; init; }
}
