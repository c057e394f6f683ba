using System.Collections.Generic;
using System.Globalization;

namespace BpfGen.Generator.Typing;

/// <summary>
/// Names that are not taken yet. A name that is taken gets the next free number as a suffix. The search for it continues where the last one
/// for the same name ended, so that any number of equal names takes linear time.
/// </summary>
/// <param name="reserved">The names that are taken from the start.</param>
internal sealed class UniqueNames(IEnumerable<string> reserved)
{
    private const int FirstSuffix = 2;

    private readonly HashSet<string> _taken = [.. reserved];
    private readonly Dictionary<string, int> _suffixes = [];

    /// <summary>Takes a name, or the name with a suffix.</summary>
    public string Take(string name)
    {
        if (_taken.Add(name))
        {
            return name;
        }

        var suffix = _suffixes.TryGetValue(name, out var next) ? next : FirstSuffix;
        string unique;
        do
        {
            unique = name + "_" + suffix++.ToString(CultureInfo.InvariantCulture);
        }
        while (!_taken.Add(unique));

        _suffixes[name] = suffix;
        return unique;
    }
}
