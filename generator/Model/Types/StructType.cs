using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>A generated struct that has the same layout as a struct of the object.</summary>
/// <param name="Name">The C# name.</param>
/// <param name="Original">The name in the object, such as <c>struct event</c> or <c>section .bss</c>.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="Fields">The fields, except bit fields.</param>
internal sealed record StructType(string Name, string Original, int Size, EquatableArray<StructField> Fields)
{
    /// <summary>
    /// The maximum alignment in bytes (<c>StructLayoutAttribute.Pack</c>); 0 if no limit is needed. A limit is needed if .NET would choose
    /// an alignment that does not divide <see cref="Size"/>: with that alignment, the elements of an array would have padding between them.
    /// </summary>
    public int Pack { get; init; }

    /// <summary>The bit fields, which become properties.</summary>
    public EquatableArray<BitField> BitFields { get; init; }

    /// <summary>The integer fields that hold the bit fields.</summary>
    public EquatableArray<BitUnit> BitUnits { get; init; }

    /// <summary>The arrays without a length. Their elements follow the struct in memory.</summary>
    public EquatableArray<FlexibleArray> FlexibleArrays { get; init; }

    /// <summary>The names of members that C# cannot express.</summary>
    public EquatableArray<string> Omitted { get; init; }
}

/// <summary>A field of a struct.</summary>
/// <param name="Name">The C# name.</param>
/// <param name="Original">The name in the object.</param>
/// <param name="Type">The C# type.</param>
/// <param name="Offset">The offset in bytes.</param>
internal readonly record struct StructField(string Name, string Original, string Type, int Offset)
{
    /// <summary>
    /// If the member becomes a property that holds an address: the name of the property's private backing field, which has 8 bytes.
    /// Otherwise null.
    /// </summary>
    public string? Storage { get; init; }
}

/// <summary>A bit field of a struct.</summary>
/// <param name="Name">The C# name.</param>
/// <param name="Original">The name in the object.</param>
/// <param name="Type">The C# type.</param>
/// <param name="Kind">The kind of the C# type.</param>
/// <param name="IsSigned">Whether the highest bit is the sign.</param>
/// <param name="Bit">The offset in bits.</param>
/// <param name="Count">The number of bits; at most 64.</param>
/// <param name="Parts">The integer fields that hold the bits.</param>
internal sealed record BitField(
    string Name, string Original, string Type, BitFieldKind Kind, bool IsSigned, int Bit, int Count, EquatableArray<BitPart> Parts);

/// <summary>The kind of a bit field's type.</summary>
internal enum BitFieldKind
{
    Integer,
    Boolean,
    Enum,
}

/// <summary>The bits of a bit field that one integer field holds.</summary>
/// <param name="Unit">The name of the private integer field.</param>
/// <param name="UnitSize">The size of the integer in bytes.</param>
/// <param name="Shift">The position of the first bit in the integer, counted from the lowest bit.</param>
/// <param name="Count">The number of bits.</param>
/// <param name="Position">The position of the bits in the bit field's value, counted from the lowest bit.</param>
internal readonly record struct BitPart(string Unit, int UnitSize, int Shift, int Count, int Position);

/// <summary>An integer field that holds bit fields.</summary>
/// <param name="Name">The name of the private field.</param>
/// <param name="Offset">The offset in bytes.</param>
/// <param name="Size">The size in bytes.</param>
internal readonly record struct BitUnit(string Name, int Offset, int Size);

/// <summary>An array without a length at the end of a struct.</summary>
/// <param name="Name">The C# name.</param>
/// <param name="Original">The name in the object.</param>
/// <param name="Element">The C# type of the elements.</param>
/// <param name="Offset">The offset of the first element from the start of the struct, in bytes.</param>
internal readonly record struct FlexibleArray(string Name, string Original, string Element, int Offset);
