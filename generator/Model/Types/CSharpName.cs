using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace BpfGen.Generator.Model;

/// <summary>Converts arbitrary names to C# names.</summary>
internal static class CSharpName
{
    /// <summary>
    /// The maximum length of a generated name, in characters. The compiler accepts names of up to 1,023 bytes, but 200 characters are
    /// enough to distinguish names.
    /// </summary>
    private const int MaxLength = 200;

    /// <summary>
    /// The reserved keywords of C#. Contextual keywords, such as <c>record</c>, are not in the list, because they can be names of
    /// properties.
    /// </summary>
    private static readonly HashSet<string> Keywords =
    [
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal",
        "default", "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for",
        "foreach", "goto", "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null",
        "object", "operator", "out", "override", "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte", "sealed",
        "short", "sizeof", "stackalloc", "static", "string", "struct", "switch", "this", "throw", "true", "try", "typeof", "uint", "ulong",
        "unchecked", "unsafe", "ushort", "using", "virtual", "void", "volatile", "while",
    ];

    /// <summary>
    /// Converts a name to PascalCase: <c>tcp_v4_connect</c> becomes <c>TcpV4Connect</c>. A character that is not allowed in an identifier
    /// starts a new word. A name in capitals, such as that of a C constant, is converted to lowercase first: <c>CONFIG_HZ</c> becomes
    /// <c>ConfigHz</c>, and <c>PID</c> becomes <c>Pid</c>. Any other name keeps its capitals: <c>tcp_v4_RST</c> becomes <c>TcpV4RST</c>.
    /// The result starts with an uppercase letter, a letter without case or an underscore, so it is never a keyword.
    /// </summary>
    public static string Pascal(string name) => KeepCapitals(IsInCapitals(name) ? name.ToLowerInvariant() : name);

    /// <summary>Whether a name has no lowercase letter.</summary>
    public static bool IsInCapitals(string name) => !name.Any(char.IsLower);

    /// <summary>
    /// Appends the C name to a C# name, as in <c>Max_max</c>. The suffix makes the C# names of two C names different if they would be
    /// equal.
    /// </summary>
    public static string WithSuffix(string name, string original)
    {
        var result = name + "_" + new string(original.Select(c => IsPart(c) ? c : '_').ToArray());
        return Limited(result);
    }

    /// <summary>Shortens a name that is longer than generated names may be.</summary>
    public static string Limited(string name) => name.Length <= MaxLength ? name : Shorten(name);

    /// <summary>Converts a name to PascalCase, but keeps all capitals: <c>CONFIG_HZ</c> becomes <c>CONFIGHZ</c>.</summary>
    public static string KeepCapitals(string name)
    {
        var result = new StringBuilder(name.Length);
        var startsWord = true;
        foreach (var c in name)
        {
            if (!IsPart(c) || c == '_')
            {
                startsWord = true;
                continue;
            }

            result.Append(startsWord ? char.ToUpperInvariant(c) : c);
            startsWord = false;
        }

        if (result.Length == 0 || !IsStart(result[0]))
        {
            result.Insert(0, '_');
        }

        return Limited(result.ToString());
    }

    /// <summary>
    /// Converts the name of a project to a namespace, as the SDK's templates do: <c>my-app.2</c> becomes <c>my_app._2</c>.
    /// </summary>
    public static string Namespace(string name) => string.Join(".", name.Trim().Split('.').Select(part =>
    {
        var valid = new string([.. part.Select(c => IsPart(c) ? c : '_')]);
        return valid.Length > 0 && char.IsDigit(valid[0]) ? "_" + valid : valid;
    }));

    public static bool IsIdentifier(string name) => name.Length is > 0 and <= MaxLength && IsStart(name[0]) && name.All(IsPart);

    /// <summary>Whether a property can have the name. Keywords are not allowed, because properties are written without escapes.</summary>
    public static bool IsProperty(string name) => IsIdentifier(name) && !Keywords.Contains(name);

    /// <summary>
    /// Shortens a long name, and appends a hash of the whole name. Without the hash, two long names that differ only at their ends would
    /// become equal.
    /// </summary>
    private static string Shorten(string name)
    {
        var hash = 2166136261u;
        foreach (var c in name)
        {
            hash = unchecked((hash ^ c) * 16777619u);
        }

        return name.Substring(0, MaxLength - 9) + "_" + hash.ToString("x8", CultureInfo.InvariantCulture);
    }

    private static bool IsStart(char c) => c == '_' || char.IsLetter(c);

    private static bool IsPart(char c) => IsStart(c) || char.IsDigit(c);
}
