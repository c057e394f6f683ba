using System.Collections.Generic;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Typing;

/// <summary>
/// Assigns unique names to the fields of a struct, or to the values of an enumeration. No name is equal to the name of the type or of an
/// inherited member.
/// </summary>
/// <param name="owner">The name of the type.</param>
/// <param name="originals">The C names of all fields or values.</param>
/// <param name="own">Further reserved names.</param>
internal sealed class FieldNames(string owner, IEnumerable<string> originals, params IEnumerable<string> own)
{
    private readonly DistinctNames _distinct = new(originals);
    private readonly UniqueNames _unique = new([owner, "value__", .. Inherited, .. own]);

    /// <summary>The members that every type inherits.</summary>
    public static IReadOnlyList<string> Inherited { get; } =
        ["Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString"];

    /// <summary>The name of the type.</summary>
    public string Owner { get; } = owner;

    /// <summary>Converts a C name to a unique C# name.</summary>
    public string Of(string original) => _unique.Take(_distinct.Of(original));

    /// <summary>Creates a unique name for the backing field of a property.</summary>
    public string BackingField(string property) => _unique.Take("_" + char.ToLowerInvariant(property[0]) + property.Substring(1));
}
