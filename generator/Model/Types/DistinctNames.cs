using System.Collections.Generic;
using System.Linq;

namespace BpfGen.Generator.Model;

/// <summary>
/// The C# names for the C names of one scope. Different C names can become equal in C#, so this class makes the C# names distinct. A C#
/// name depends only on its C name and on the set of C names in the scope, but not on their order. Otherwise, reordering the C file could
/// silently swap the meanings of two C# names.
/// </summary>
internal sealed class DistinctNames
{
    private readonly Dictionary<string, string> _names = [];

    /// <summary>Chooses the C# names for all C names of a scope.</summary>
    /// <param name="originals">The C names in the scope.</param>
    /// <param name="hasSuffix">
    /// Whether C# names that are still equal get their C name as a suffix, as in <c>TcpStats_tcp_stats</c>. If false, they remain equal.
    /// </param>
    public DistinctNames(IEnumerable<string> originals, bool hasSuffix = true)
    {
        foreach (var original in originals)
        {
            _names[original] = CSharpName.Pascal(original);
        }

        foreach (var original in Ambiguous().Where(CSharpName.IsInCapitals))
        {
            _names[original] = CSharpName.KeepCapitals(original);
        }

        foreach (var original in hasSuffix ? Ambiguous().Where(original => original != _names[original]) : [])
        {
            _names[original] = CSharpName.WithSuffix(_names[original], original);
        }
    }

    /// <summary>Gets the C# name of a C name.</summary>
    public string Of(string original) => _names.TryGetValue(original, out var name) ? name : CSharpName.Pascal(original);

    /// <summary>Returns the C names that share their C# name with another C name.</summary>
    private List<string> Ambiguous() =>
        [.. _names.GroupBy(name => name.Value, name => name.Key).Where(group => group.Skip(1).Any()).SelectMany(group => group)];
}
