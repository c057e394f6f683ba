namespace BpfGen.Generator.Analyzers;

/// <summary>The properties of diagnostics that the code fixes read.</summary>
internal static class FixProperties
{
    /// <summary>The name that the user probably meant.</summary>
    public const string Nearest = "Nearest";

    /// <summary>Whether the record is a span, which <c>ToArray()</c> copies.</summary>
    public const string IsSpan = "IsSpan";

    /// <summary>
    /// The correct declaration of a struct. The first line has the names of the fields whose types are wrong, with spaces between them; the
    /// other lines are C#.
    /// </summary>
    public const string Declaration = "Declaration";
}
