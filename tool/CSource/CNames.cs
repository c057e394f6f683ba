using System;
using System.Collections.Generic;
using System.Text;
using BpfGen.Btf;

namespace BpfGen.Tool.CSource;

/// <summary>
/// Chooses the C names of types, members and enumerators. If several types have the same name, the later types get a numbered CO-RE flavor
/// (<c>task_struct___2</c>), which CO-RE ignores. Names from other languages become C identifiers.
/// </summary>
/// <remarks>
/// In damaged BTF, names can overlap: a name ends at the next zero byte, so another name can begin at each byte of a long text. Therefore
/// the length of a name and the sum of all lengths are limited.
/// </remarks>
internal sealed class CNames
{
    private const int LongestName = 1023;
    private const int MostCopies = 16;
    private const int FewBytes = 64 * 1024;

    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern", "float", "for", "goto",
        "if", "inline", "int", "long", "register", "restrict", "return", "short", "signed", "sizeof", "static", "struct", "switch",
        "typedef", "union", "unsigned", "void", "volatile", "while", "asm", "typeof", "_Alignas", "_Alignof", "_Atomic", "_Bool",
        "_Complex", "_Generic", "_Imaginary", "_Noreturn", "_Static_assert", "_Thread_local", "__int128",
    };

    private readonly BtfTypeList _types;
    private readonly Dictionary<uint, string> _decoded = [];
    private readonly Dictionary<uint, string> _ofTypes = [];
    private readonly Dictionary<string, BtfKind> _tags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BtfKind> _forwards = new(StringComparer.Ordinal);
    private readonly HashSet<string> _identifiers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _tagCounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _identifierCounts = new(StringComparer.Ordinal);
    private long _rest;

    public CNames(BtfTypeList types, int size)
    {
        _types = types;
        _rest = ((long)MostCopies * size) + FewBytes;
        for (var id = 1u; types.At(id) is { } type; id++)
        {
            if (type.Name != 0 && (BtfKinds.IsComposite(type.Kind) || (BtfKinds.IsEnum(type.Kind) && type.Count > 0)))
            {
                _ofTypes[id] = UniqueTag(Identifier(type.Name), type.Kind);
            }
            else if (type.Kind == BtfKind.Typedef
                || (type.Kind is BtfKind.Int or BtfKind.Float && CScalars.BuiltIn(type, Text(type.Name)) is null))
            {
                _ofTypes[id] = UniqueIdentifier(Identifier(type.Name));
            }
        }
    }

    /// <summary>Returns the unchanged text of a name, for comparisons. <see cref="Identifier"/> returns the name to write.</summary>
    public string Text(uint name)
    {
        if (!_decoded.TryGetValue(name, out var text))
        {
            var bytes = _types.TextAt(name);
            _rest -= bytes.Length;
            if (bytes.Length > LongestName || _rest < 0)
            {
                throw new CSourceException($"the name at offset {name} is too long, or too many names overlap");
            }

            _decoded.Add(name, text = Encoding.UTF8.GetString(bytes.ToArray()));
        }

        return text;
    }

    /// <summary>The name as a C identifier.</summary>
    public string Identifier(uint name) => ToIdentifier(Text(name));

    /// <summary>
    /// Returns the C name of a typedef or scalar, or the name that follows the keyword of a struct, union or enumeration.
    /// </summary>
    public string Of(in BtfTypeRecord type)
    {
        if (_ofTypes.TryGetValue(type.Id, out var name))
        {
            return name;
        }

        // A forward declaration gets the same name as the definition that it belongs to, unless a type of another kind already has this
        // name.
        name = Identifier(type.Name);
        var kind = type.Kind != BtfKind.Forward ? BtfKind.Enum : type.Flag ? BtfKind.Union : BtfKind.Struct;
        var isTaken = (_tags.TryGetValue(name, out var defined) && Family(defined) != kind)
            || (_forwards.TryGetValue(name, out var declared) && declared != kind);
        if (isTaken)
        {
            name = UniqueTag(name, kind);
        }
        else
        {
            _forwards[name] = kind;
        }

        _ofTypes.Add(type.Id, name);
        return name;
    }

    /// <summary>Whether a struct, union or enumeration has this name.</summary>
    public bool IsDefined(string tag) => _tags.ContainsKey(tag);

    /// <summary>Returns the name. Adds a number if an enumerator, typedef or function already has this name.</summary>
    public string UniqueIdentifier(string name) =>
        Unique(name, _identifierCounts, _identifiers.Contains, unique => _identifiers.Add(unique));

    /// <summary>Whether the compiler itself declares the typedef (<c>__builtin_…</c>).</summary>
    public bool IsOfCompiler(in BtfTypeRecord type) => Text(type.Name).StartsWith("__builtin_", StringComparison.Ordinal);

    /// <summary>Whether an enumerator, typedef or function has the name.</summary>
    public bool IsIdentifier(string name) => _identifiers.Contains(name);

    private string UniqueTag(string name, BtfKind kind) => Unique(
        name, _tagCounts, tag => _tags.ContainsKey(tag) || _forwards.ContainsKey(tag), unique => _tags.Add(unique, kind));

    private static string Unique(string name, Dictionary<string, int> counts, Predicate<string> isUsed, Action<string> use)
    {
        counts.TryGetValue(name, out var count);
        string unique;
        do
        {
            count++;
            unique = count == 1 ? name : $"{name}___{count}";
        }
        while (isUsed(unique));

        counts[name] = count;
        use(unique);
        return unique;
    }

    private static BtfKind Family(BtfKind kind) => BtfKinds.IsEnum(kind) ? BtfKind.Enum : kind;

    private static string ToIdentifier(string text)
    {
        var isValid = text.Length > 0 && !IsDigit(text[0]);
        foreach (var c in text)
        {
            isValid &= IsAllowed(c);
        }

        if (isValid)
        {
            return Keywords.Contains(text) ? text + "_" : text;
        }

        var result = new StringBuilder("_", text.Length + 1);
        for (var i = 0; i < text.Length; i++)
        {
            result.Append(IsAllowed(text[i]) ? text[i] : '_');
        }

        return text.Length > 0 && !IsDigit(text[0]) ? result.ToString(1, result.Length - 1) : result.ToString();
    }

    private static bool IsDigit(char c) => c is >= '0' and <= '9';

    private static bool IsAllowed(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_' || IsDigit(c);
}
