using System.Collections.Generic;
using System.Globalization;

namespace BpfGen.Generator.Model;

/// <summary>
/// Makes names unique: a name that is already taken gets the next free number as a suffix. The search for that number continues where the
/// last search for the same name ended, so that any number of equal names takes linear time.
/// </summary>
/// <param name="reserved">The names that are taken from the start.</param>
internal sealed class UniqueNames(IEnumerable<string> reserved)
{
    private const int FirstSuffix = 2;

    private readonly HashSet<string> _taken = [.. reserved];
    private readonly Dictionary<string, int> _suffixes = [];

    /// <summary>Returns the name, with a suffix if it is already taken. The returned name is taken from now on.</summary>
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
