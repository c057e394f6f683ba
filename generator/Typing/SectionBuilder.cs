using System.Collections.Generic;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Typing;

/// <summary>Makes of a section of global variables a class that gives references to them, and a struct of all of them.</summary>
internal sealed class SectionBuilder(ValueTypeBuilder builder, BtfTypes types, TypeNames names)
{
    /// <param name="section">The section.</param>
    /// <param name="size">Its size in bytes.</param>
    /// <param name="isReadOnly">Nobody changes it once it is loaded.</param>
    /// <param name="fields">The struct, or null where it would be too large for one: then there is a class of the first values in its place.</param>
    public SectionType Build(BtfType section, int size, bool isReadOnly, out StructType? fields)
    {
        var pascal = CSharpName.Pascal(section.Name);
        var original = $"section {section.Name}";
        var structName = size <= ValueTypeBuilder.LargestStruct ? names.Unique(pascal) : null;
        var className = names.Unique(pascal + "Variables");
        var fieldNames = new FieldNames(structName ?? className);
        var valuesName = structName is null ? names.Unique(pascal + "Values") : null;
        var propertyNames = new FieldNames(className, [.. SectionType.OwnMembers, valuesName ?? className]);
        var variables = new List<SectionVariable>();
        var structFields = new List<StructField>();
        var omitted = new List<string>();
        foreach (var place in BtfTypes.Variables(section))
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
        return new SectionType(className, original, size, isReadOnly, fields is null ? null : "Types." + structName, variables.ToEquatableArray())
        {
            Values = valuesName,
        };
    }

    /// <summary>An array too large for a type of its own is a span of its elements; what C# cannot say is a span of bytes.</summary>
    private SectionVariable Variable(BtfType variable, FieldNames propertyNames, string? type, int offset, int length)
    {
        var name = propertyNames.Of(variable.Name);
        if (type is not null)
        {
            return new SectionVariable(name, variable.Name, type, offset, Count: null);
        }

        return types.Skip(variable.SizeOrType) is { Kind: BtfKind.Array } array
            && builder.Element(BtfTypes.Array(array).Element, name, 1) is { } element && types.SizeOf(BtfTypes.Array(array).Element) is > 0
            ? new SectionVariable(name, variable.Name, element, offset, (int)BtfTypes.Array(array).Count)
            : new SectionVariable(name, variable.Name, "byte", offset, length);
    }
}
