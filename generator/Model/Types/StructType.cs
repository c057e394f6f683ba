using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>A struct, laid out byte for byte as the program has it.</summary>
/// <param name="Name">Its C# name.</param>
/// <param name="Original">What it is in the object: <c>struct event</c>, <c>section .bss</c>.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Fields">Its fields of whole bytes.</param>
internal sealed record StructType(string Name, string Original, int Size, EquatableArray<StructField> Fields)
{
    /// <summary>
    /// The most that the runtime may align it to; 0 where it may do as it likes. Otherwise arrays of it would end at a multiple of an alignment that
    /// its size is no multiple of.
    /// </summary>
    public int Pack { get; init; }

    /// <summary>Its bit fields: properties, since C# has none.</summary>
    public EquatableArray<BitField> BitFields { get; init; }

    /// <summary>The integers that hold the bit fields.</summary>
    public EquatableArray<BitUnit> BitUnits { get; init; }

    /// <summary>Its arrays without a length, whose elements follow it.</summary>
    public EquatableArray<FlexibleArray> FlexibleArrays { get; init; }

    /// <summary>The members that C# cannot say.</summary>
    public EquatableArray<string> Omitted { get; init; }
}

/// <summary>A field of a struct.</summary>
/// <param name="Name">Its C# name.</param>
/// <param name="Original">Its name in the object.</param>
/// <param name="Type">Its C# type.</param>
/// <param name="Offset">Where it stands, in bytes.</param>
internal readonly record struct StructField(string Name, string Original, string Type, int Offset)
{
    /// <summary>The private field of 8 bytes behind it, where it is an address and for that a property; otherwise null.</summary>
    public string? Storage { get; init; }
}

/// <summary>A bit field of a struct.</summary>
/// <param name="Name">Its C# name.</param>
/// <param name="Original">Its name in the object.</param>
/// <param name="Type">Its C# type.</param>
/// <param name="Kind">What that is.</param>
/// <param name="IsSigned">Its highest bit is a sign.</param>
/// <param name="Bit">Where it stands, in bits.</param>
/// <param name="Count">How many bits it has: at most 64.</param>
/// <param name="Parts">Where its bits are found.</param>
internal sealed record BitField(
    string Name, string Original, string Type, BitFieldKind Kind, bool IsSigned, int Bit, int Count, EquatableArray<BitPart> Parts);

/// <summary>What the value of a bit field is.</summary>
internal enum BitFieldKind
{
    Integer,
    Boolean,
    Enum,
}

/// <summary>Bits of a bit field in one integer.</summary>
/// <param name="Unit">The private field that the integer is.</param>
/// <param name="UnitSize">Its size in bytes.</param>
/// <param name="Shift">Where the bits begin in it, from the lowest.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Position">Where they begin in the bit field's value.</param>
internal readonly record struct BitPart(string Unit, int UnitSize, int Shift, int Count, int Position);

/// <summary>An integer that holds bit fields.</summary>
/// <param name="Name">The private field that it is.</param>
/// <param name="Offset">Where it stands, in bytes.</param>
/// <param name="Size">Its size in bytes.</param>
internal readonly record struct BitUnit(string Name, int Offset, int Size);

/// <summary>An array without a length at the end of a struct.</summary>
/// <param name="Name">Its C# name.</param>
/// <param name="Original">Its name in the object.</param>
/// <param name="Element">The C# type of its elements.</param>
/// <param name="Offset">Where they begin, in bytes from the start of the struct.</param>
internal readonly record struct FlexibleArray(string Name, string Original, string Element, int Offset);
