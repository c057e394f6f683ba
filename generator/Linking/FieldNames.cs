using System.Collections.Generic;
using System.Globalization;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>Names the fields of a struct, or the values of an enumeration, so that none is named like another, like their type, or like what it inherits.</summary>
internal sealed class FieldNames(string owner)
{
    private readonly HashSet<string> _taken =
        ["Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString", "value__", owner];

    /// <summary>The name of the type.</summary>
    public string Owner { get; } = owner;

    public List<StructField> All { get; } = [];

    public void Add(string original, string type, int offset) => All.Add(new StructField(Unique(original), original, type, offset));

    public string Unique(string original)
    {
        var name = CSharpName.Pascal(original);
        var unique = name;
        for (var i = 2; !_taken.Add(unique); i++)
        {
            unique = name + "_" + i.ToString(CultureInfo.InvariantCulture);
        }

        return unique;
    }
}
