using System;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Typing;

/// <summary>Finds types by the names that people write: <c>struct event</c>, <c>enum kind</c>, <c>event_t</c>, or <c>event</c> alone.</summary>
internal static class TypeFinder
{
    /// <summary>Where several have one name the first of these is meant.</summary>
    private static readonly BtfKind[] Kinds = [BtfKind.Struct, BtfKind.Union, BtfKind.Enum, BtfKind.Enum64, BtfKind.Typedef];

    /// <returns>The type, or null where there is none.</returns>
    public static BtfType? Find(BtfTypes types, string wanted)
    {
        var (name, kinds) = Parse(wanted);
        return types.All.Where(type => type.Name == name && Array.IndexOf(kinds, type.Kind) >= 0).OrderBy(type => Array.IndexOf(Kinds, type.Kind)).FirstOrDefault();
    }

    /// <returns>Words for what may have been meant, or nothing.</returns>
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
