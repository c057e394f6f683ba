using System.Linq;
using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>The C# types that are made of an object's own: those that its maps, its variables and requests use.</summary>
/// <param name="Structs">Structs and unions.</param>
/// <param name="Enums">Enumerations.</param>
/// <param name="Arrays">Arrays, which are structs of their own in C#.</param>
internal sealed record ValueTypes(EquatableArray<StructType> Structs, EquatableArray<EnumType> Enums, EquatableArray<ArrayType> Arrays)
{
    public static ValueTypes None { get; } = new([], [], []);

    /// <summary>The classes of the sections of global variables.</summary>
    public EquatableArray<SectionType> Sections { get; init; }

    /// <summary>What is only pointed to.</summary>
    public EquatableArray<OpaqueType> Opaque { get; init; }

    /// <returns>The class of a map's variables; null where it has none.</returns>
    public SectionType? SectionOf(MapModel map) => Sections.FirstOrDefault(section => "Types." + section.Name == map.Variables);

    public bool IsEmpty => Structs.Count + Enums.Count + Arrays.Count + Sections.Count + Opaque.Count == 0;
}

/// <summary>A struct or union that nothing is known of here but its addresses.</summary>
/// <param name="Name">Its C# name.</param>
/// <param name="Original">What it is in the object.</param>
internal readonly record struct OpaqueType(string Name, string Original);

/// <summary>An enumeration.</summary>
/// <param name="Name">Its C# name.</param>
/// <param name="Original">What it is in the object: <c>enum state</c>.</param>
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
