using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>The C# types to generate for an object: the types of its maps and variables, and the types that the project requests.</summary>
/// <param name="Structs">The structs and unions.</param>
/// <param name="Enums">The enumerations.</param>
/// <param name="Arrays">The arrays. In C# each of them is a struct.</param>
internal sealed record ValueTypes(EquatableArray<StructType> Structs, EquatableArray<EnumType> Enums, EquatableArray<ArrayType> Arrays)
{
    public static ValueTypes None { get; } = new([], [], []);

    /// <summary>The classes that give access to global variables.</summary>
    public EquatableArray<SectionType> Sections { get; init; }

    /// <summary>The types that are used only behind pointers.</summary>
    public EquatableArray<OpaqueType> Opaque { get; init; }

    /// <summary>The constants of enumerations without a name.</summary>
    public EquatableArray<ConstantValue> Constants { get; init; } = [];

    /// <summary>The classes for variables, by the class names in <see cref="MapModel.Variables"/>.</summary>
    public Dictionary<string, SectionType> SectionsByName() => Sections.ToDictionary(section => "Types." + section.Name);

    public bool IsEmpty => Structs.Count + Enums.Count + Arrays.Count + Sections.Count + Opaque.Count == 0;
}

/// <summary>A struct or union that is used only behind pointers. Its members are not generated.</summary>
/// <param name="Name">The C# name.</param>
/// <param name="Original">The name in the object.</param>
internal readonly record struct OpaqueType(string Name, string Original);

/// <summary>An enumeration.</summary>
/// <param name="Name">The C# name.</param>
/// <param name="Original">The name in the object, such as <c>enum state</c>.</param>
/// <param name="Underlying">The C# integer type of the values.</param>
/// <param name="Values">The values.</param>
internal sealed record EnumType(string Name, string Original, string Underlying, EquatableArray<EnumValue> Values);

/// <summary>A value of an enumeration.</summary>
/// <param name="Name">The C# name.</param>
/// <param name="Original">The name in the object.</param>
/// <param name="Literal">The value as a C# literal.</param>
internal readonly record struct EnumValue(string Name, string Original, string Literal);

/// <summary>A constant: a value of an enumeration without a name.</summary>
/// <param name="Name">The C# name.</param>
/// <param name="Original">The name in the object.</param>
/// <param name="Type">The C# type.</param>
/// <param name="Literal">The value as a C# literal.</param>
internal readonly record struct ConstantValue(string Name, string Original, string Type, string Literal);

/// <summary>An array, which becomes a struct in C#.</summary>
/// <param name="Name">The C# name.</param>
/// <param name="Element">The C# type of the elements.</param>
/// <param name="Count">The number of elements.</param>
/// <param name="IsText">Whether the elements are characters.</param>
internal sealed record ArrayType(string Name, string Element, int Count, bool IsText);
