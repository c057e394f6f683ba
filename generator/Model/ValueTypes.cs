namespace BpfGen.Generator.Model;

/// <summary>The C# types that are made of an object's own: those that its maps and variables use.</summary>
/// <param name="Structs">Structs and unions.</param>
/// <param name="Enums">Enumerations.</param>
/// <param name="Arrays">Arrays, which are structs of their own in C#.</param>
internal sealed record ValueTypes(EquatableArray<StructType> Structs, EquatableArray<EnumType> Enums, EquatableArray<ArrayType> Arrays)
{
    public static ValueTypes None { get; } = new([], [], []);

    public bool IsEmpty => Structs.Count + Enums.Count + Arrays.Count == 0;
}

/// <summary>A struct, laid out byte for byte as the program has it.</summary>
/// <param name="Name">Its C# name.</param>
/// <param name="Original">What it is in the object: <c>struct event</c>, <c>section .bss</c>.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Fields">Its fields.</param>
internal sealed record StructType(string Name, string Original, int Size, EquatableArray<StructField> Fields);

/// <summary>A field of a struct.</summary>
/// <param name="Name">Its C# name.</param>
/// <param name="Original">Its name in the object.</param>
/// <param name="Type">Its C# type.</param>
/// <param name="Offset">Where it stands, in bytes.</param>
internal readonly record struct StructField(string Name, string Original, string Type, int Offset);

/// <summary>An enumeration.</summary>
/// <param name="Name">Its C# name.</param>
/// <param name="Original">Its name in the object.</param>
/// <param name="Underlying">The C# type of its values.</param>
/// <param name="Values">Its values.</param>
internal sealed record EnumType(string Name, string Original, string Underlying, EquatableArray<EnumValue> Values);

/// <summary>A value of an enumeration.</summary>
/// <param name="Name">Its C# name.</param>
/// <param name="Original">Its name in the object.</param>
/// <param name="Literal">The value as C# writes it.</param>
internal readonly record struct EnumValue(string Name, string Original, string Literal);

/// <summary>An array.</summary>
/// <param name="Name">Its C# name.</param>
/// <param name="Element">The C# type of its elements.</param>
/// <param name="Count">How many there are.</param>
/// <param name="IsText">They are characters.</param>
internal sealed record ArrayType(string Name, string Element, int Count, bool IsText);
