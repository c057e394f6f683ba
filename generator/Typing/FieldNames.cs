using System.Collections.Generic;
using System.Globalization;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Typing;

/// <summary>Names the fields of a struct, or the values of an enumeration, so that none is named like another, like their type, or like what it inherits.</summary>
/// <param name="owner">The name of the type.</param>
/// <param name="own">What else it has.</param>
internal sealed class FieldNames(string owner, params IEnumerable<string> own)
{
    private readonly HashSet<string> _taken = [owner, "value__", .. Inherited, .. own];

    /// <summary>What every type inherits.</summary>
    public static IReadOnlyList<string> Inherited { get; } =
        ["Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString"];

    /// <summary>The name of the type.</summary>
    public string Owner { get; } = owner;

    /// <summary>A name in C# style for one of C's.</summary>
    public string Of(string original) => Unique(CSharpName.Pascal(original));

    /// <summary>A name for the private field behind a property.</summary>
    public string Behind(string property) => Unique("_" + char.ToLowerInvariant(property[0]) + property.Substring(1));

    private string Unique(string name)
    {
        var unique = name;
        for (var i = 2; !_taken.Add(unique); i++)
        {
            unique = name + "_" + i.ToString(CultureInfo.InvariantCulture);
        }

        return unique;
    }
}
