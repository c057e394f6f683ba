using System;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Typing;

/// <summary>
/// Finds types by the names that users write: <c>struct event</c>, <c>enum kind</c>, <c>event_t</c>, or only <c>event</c>.
/// </summary>
internal static class TypeFinder
{
    /// <summary>
    /// The kinds of types to find. If several types have the same name, the type whose kind comes first in this list is chosen.
    /// </summary>
    private static readonly BtfKind[] Kinds = [BtfKind.Struct, BtfKind.Union, BtfKind.Enum, BtfKind.Enum64, BtfKind.Typedef];

    /// <summary>Finds a type by its name.</summary>
    /// <returns>The type; null if no type has this name.</returns>
    public static BtfType? Find(BtfTypes types, string wanted)
    {
        var (name, kinds) = Parse(wanted);
        return types.All.Where(type => type.Name == name && Array.IndexOf(kinds, type.Kind) >= 0)
            .OrderBy(type => Array.IndexOf(Kinds, type.Kind))
            .FirstOrDefault();
    }

    /// <summary>Suggests a type with a similar name.</summary>
    /// <returns>A question with the similar name; an empty string if no name is similar.</returns>
    public static string Suggestion(BtfTypes types, string wanted)
    {
        var (name, kinds) = Parse(wanted);
        return Nearest.Suggestion(name, types.All.Where(type => Array.IndexOf(kinds, type.Kind) >= 0).Select(type => type.Name));
    }

    private static (string Name, BtfKind[] Kinds) Parse(string wanted)
    {
        var words = wanted.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return words is [var keyword, var name]
            ? (name, keyword switch
            {
                "struct" => [BtfKind.Struct],
                "union" => [BtfKind.Union],
                "enum" => [BtfKind.Enum, BtfKind.Enum64],
                _ => [],
            })
            : (wanted.Trim(), Kinds);
    }
}
