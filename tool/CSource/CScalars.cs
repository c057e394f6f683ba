using System.Collections.Generic;
using BpfGen.Btf;

namespace BpfGen.Tool.CSource;

/// <summary>
/// The C types of integers and floating-point numbers. In the header, they have the size that BTF states, even if C defines another size
/// for the name.
/// </summary>
internal static class CScalars
{
    private const uint Signed = 1;
    private const uint Boolean = 4;

    /// <summary>The largest alignment of a scalar on the target <c>bpf</c>, in bytes.</summary>
    private const uint LargestAlignment = 16;

    /// <summary>Returns the name of a scalar if C has a built-in type with this name and size.</summary>
    /// <returns>The name; null if C has no such type.</returns>
    public static string? BuiltIn(in BtfTypeRecord type, string name) => SizeOfBuiltIn(name, type.Kind) == type.SizeOrType ? name : null;

    /// <summary>Returns the declaration of a scalar that is not a built-in type.</summary>
    public static string Declare(in BtfTypeRecord type, string name) => type.Kind == BtfKind.Int && BySize(type) is { } builtIn
        ? $"typedef {builtIn} {name};"
        : $"typedef struct {{ char bytes[{type.SizeOrType}]; }} {name};";

    /// <summary>The alignment in bytes of the type that <see cref="BuiltIn"/> or <see cref="Declare"/> names.</summary>
    public static uint AlignmentOf(in BtfTypeRecord type, string name) =>
        BuiltIn(type, name) is not null || (type.Kind == BtfKind.Int && BySize(type) is not null) ? type.SizeOrType : 1;

    private static string? BySize(in BtfTypeRecord type)
    {
        var encoding = (type.Number(0) >> 24) & 0xf;
        var isSigned = (encoding & Signed) != 0;
        return type.SizeOrType switch
        {
            1 when (encoding & Boolean) != 0 => "_Bool",
            1 => isSigned ? "signed char" : "unsigned char",
            2 => isSigned ? "short" : "unsigned short",
            4 => isSigned ? "int" : "unsigned int",
            8 => isSigned ? "long long" : "unsigned long long",
            LargestAlignment => isSigned ? "__int128" : "unsigned __int128",
            _ => null,
        };
    }

    /// <summary>The size in bytes of a built-in type on the target <c>bpf</c>; null if no built-in type has the name.</summary>
    private static uint? SizeOfBuiltIn(string name, BtfKind kind)
    {
        if (kind == BtfKind.Float)
        {
            return name switch { "float" => 4u, "double" or "long double" => 8u, _ => null };
        }

        var words = new Dictionary<string, int>();
        foreach (var word in name.Split(' '))
        {
            words.TryGetValue(word, out var count);
            words[word] = count + 1;
        }

        var signs = Take(words, "signed") + Take(words, "unsigned");
        var (ints, longs, shorts) = (Take(words, "int"), Take(words, "long"), Take(words, "short"));
        var (chars, others, bools) = (Take(words, "char"), Take(words, "__int128"), Take(words, "_Bool"));
        return words.Count > 0 || signs > 1 || ints > 1 ? null
            : (longs, shorts, chars, others, bools) switch
            {
                (0, 0, 1, 0, 0) when ints == 0 => 1u,
                (0, 1, 0, 0, 0) => 2u,
                (1 or 2, 0, 0, 0, 0) => 8u,
                (0, 0, 0, 1, 0) when ints == 0 => LargestAlignment,
                (0, 0, 0, 0, 1) when ints + signs == 0 => 1u,
                (0, 0, 0, 0, 0) when ints + signs > 0 => 4u,
                _ => null,
            };
    }

    private static int Take(Dictionary<string, int> words, string word)
    {
        words.TryGetValue(word, out var count);
        words.Remove(word);
        return count;
    }
}
