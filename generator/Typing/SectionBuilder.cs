using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Typing;

/// <summary>
/// Creates the C# types for a section of global variables: a class that gives access to the variables, and a struct with a field for each
/// variable.
/// </summary>
internal sealed class SectionBuilder(ValueTypeBuilder builder, BtfTypes types, TypeNames names)
{
    /// <summary>Creates the class and the struct of a section.</summary>
    /// <param name="section">The section.</param>
    /// <param name="size">The size of the section in bytes.</param>
    /// <param name="isReadOnly">Whether the variables cannot change after loading.</param>
    /// <param name="fields">
    /// The struct; null if the section is too large for a struct. If null, the result has the name of a class for the initial values
    /// instead.
    /// </param>
    public SectionType Build(BtfType section, int size, bool isReadOnly, out StructType? fields)
    {
        var pascal = CSharpName.Pascal(section.Name);
        var original = $"section {section.Name}";
        var structName = size <= ValueTypeBuilder.MaxStructSize ? names.Unique(pascal) : null;
        var className = names.Unique(pascal + "Variables");
        var originals = types.Variables(section).Select(place => types[place.Type]?.Name ?? "").ToList();
        var fieldNames = new FieldNames(structName ?? className, originals);
        var valuesName = structName is null ? names.Unique(pascal + "Values") : null;
        var propertyNames = new FieldNames(
            className, originals, [.. SectionType.OwnMembers, .. Reserved(section), valuesName ?? className]);
        var variables = new List<SectionVariable>();
        var structFields = new List<StructField>();
        var omitted = new List<string>();
        foreach (var place in types.Variables(section))
        {
            if (types[place.Type] is not { Kind: BtfKind.Variable } variable
                || types.SizeOf(variable.SizeOrType) is not { } length || length == 0 || place.Offset + length > size)
            {
                continue;
            }

            var type = builder.Name(variable.SizeOrType, pascal + CSharpName.Pascal(variable.Name), 1);
            variables.Add(Variable(variable, propertyNames, type, (int)place.Offset, (int)length));
            if (type is not null)
            {
                structFields.Add(new StructField(fieldNames.Of(variable.Name), variable.Name, type, (int)place.Offset));
            }
            else
            {
                omitted.Add(variable.Name);
            }
        }

        fields = structName is null ? null
            : new StructType(structName, original, size, structFields.ToEquatableArray()) { Omitted = omitted.ToEquatableArray() };
        return new SectionType(
            className, original, size, isReadOnly, fields is null ? null : "Types." + structName, variables.ToEquatableArray())
        {
            Values = valuesName,
        };
    }

    /// <summary>
    /// Names that variables cannot have. The load options have a class ConfigOptions for kernel configuration values, and C# does not allow
    /// a property with the name of its class.
    /// </summary>
    private static string[] Reserved(BtfType section) => section.Name == ".kconfig" ? ["ConfigOptions"] : [];

    /// <summary>
    /// Creates the property of a variable. An array that is too large for a C# type becomes a span of its elements. A variable whose type
    /// C# cannot express becomes a span of bytes.
    /// </summary>
    private SectionVariable Variable(BtfType variable, FieldNames propertyNames, string? type, int offset, int length)
    {
        var name = propertyNames.Of(variable.Name);
        if (type is not null)
        {
            return new SectionVariable(name, variable.Name, type, offset, Count: null) { Size = length };
        }

        return types.Skip(variable.SizeOrType) is { Kind: BtfKind.Array } array
            && builder.Element(BtfTypes.Array(array).Element, name, 1) is { } element && types.SizeOf(BtfTypes.Array(array).Element) is > 0
            ? new SectionVariable(name, variable.Name, element, offset, (int)BtfTypes.Array(array).Count) { Size = length }
            : new SectionVariable(name, variable.Name, "byte", offset, length) { Size = length };
    }
}
