namespace BpfGen.Generator.Linking;

/// <summary>The contents of a register, as far as they are known.</summary>
/// <param name="Kind">What the register contains.</param>
/// <param name="Index">For a map or a value of a map, the index of the map; for a context, the index of the program.</param>
/// <param name="Offset">The distance from the start of the context or value in bytes; for a number, the number.</param>
internal readonly record struct Pointer(PointerKind Kind, int Index, long Offset)
{
    public static Pointer Unknown => default;

    public static Pointer Number(long value) => new(PointerKind.Number, 0, value);

    public Pointer Plus(Pointer other) => (Kind, other.Kind) switch
    {
        (PointerKind.Unknown or PointerKind.Map, _) => Unknown,
        (_, PointerKind.Number) => this with { Offset = unchecked(Offset + other.Offset) },
        (PointerKind.Number, PointerKind.Context or PointerKind.Value) => other with { Offset = unchecked(Offset + other.Offset) },
        _ => Unknown,
    };
}

/// <summary>The kinds of register contents.</summary>
internal enum PointerKind
{
    /// <summary>Unknown contents.</summary>
    Unknown,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A pointer to the context of a program.</summary>
    Context,

    /// <summary>A map.</summary>
    Map,

    /// <summary>A pointer to a value of a map.</summary>
    Value,
}
