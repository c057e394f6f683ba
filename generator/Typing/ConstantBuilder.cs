using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Typing;

/// <summary>Converts the values of enumerations without a name to C# constants: <c>enum { MAX_ENTRIES = 16 };</c>.</summary>
internal static class ConstantBuilder
{
    /// <summary>The name of the class that contains the constants. C# does not allow a constant with the same name.</summary>
    private const string Class = "Constants";

    /// <summary>
    /// The start of the names that libbpf's macro <c>__ulong</c> gives to numbers in map definitions. These names are not constants of the
    /// program.
    /// </summary>
    private const string MacroPrefix = "__unique_";

    /// <summary>The maximum number of constants. A limit is needed, because kernel headers can define very many constants.</summary>
    private const int MaxConstants = 4096;

    public static EquatableArray<ConstantValue> Build(BtfTypes types)
    {
        var named = new HashSet<uint>(types.All.Where(type => type.Kind == BtfKind.Typedef).Select(type => type.SizeOrType));
        var values = types.All
            .Where(type => type.Kind is BtfKind.Enum or BtfKind.Enum64 && type.Name.Length == 0 && !named.Contains(type.Id))
            .Where(type => Scalars.OfSize(type.SizeOrType, type.Flag) is not null)
            .SelectMany(
                type => types.Values(type).Where(value => EnumBuilder.Fits(value.Value, (int)type.SizeOrType, type.Flag)),
                (type, value) => (Type: type, Value: value))
            .Where(item => !item.Value.Name.StartsWith(MacroPrefix, System.StringComparison.Ordinal))
            .GroupBy(item => item.Value.Name)
            .Select(group => group.First())
            .Take(MaxConstants)
            .ToList();
        var names = new FieldNames(Class, values.Select(item => item.Value.Name));
        return values
            .Select(item => new ConstantValue(
                names.Of(item.Value.Name),
                item.Value.Name,
                Scalars.OfSize(item.Type.SizeOrType, item.Type.Flag)!,
                EnumBuilder.Literal(item.Value.Value, item.Type.Flag)))
            .ToEquatableArray();
    }
}
