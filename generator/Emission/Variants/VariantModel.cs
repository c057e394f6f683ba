using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>One of the objects of a class, and the kernel values that are embedded for it.</summary>
/// <param name="Variant">The architecture and byte order of the object; null if the class has only this object.</param>
/// <param name="Path">The path of the object.</param>
/// <param name="Model">The linked object.</param>
/// <param name="Values">The values of its CO-RE relocations on the kernels whose values the project embeds; null for none.</param>
internal sealed record VariantModel(ObjectVariant? Variant, string Path, ObjectModel Model, EmbeddedValues? Values)
{
    /// <summary>The loader program of the object; null if the object is not signed.</summary>
    public SignedObject? Signed { get; init; }
}
