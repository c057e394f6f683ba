using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Typing;

/// <summary>Converts C enumerations to C# enumerations.</summary>
internal static class EnumBuilder
{
    /// <returns>The C# enumeration; null if C# has no integer type of the same size.</returns>
    public static EnumType? Build(BtfTypes types, BtfType type, string name, string original)
    {
        if (Scalars.OfSize(type.SizeOrType, type.Flag) is not { } underlying)
        {
            return null;
        }

        var all = types.Values(type).ToList();
        var names = new FieldNames(name, all.Select(value => value.Name));
        var values = new List<EnumValue>();
        foreach (var value in all)
        {
            if (Fits(value.Value, (int)type.SizeOrType, type.Flag))
            {
                values.Add(new EnumValue(names.Of(value.Name), value.Name, Literal(value.Value, type.Flag)));
            }
        }

        return new EnumType(name, original, underlying, values.ToEquatableArray());
    }

    /// <summary>Formats a value as a C# literal.</summary>
    internal static string Literal(ulong value, bool isSigned) => isSigned
        ? unchecked((long)value).ToString(CultureInfo.InvariantCulture)
        : value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Tells whether a value fits into an integer of a size in bytes.</summary>
    internal static bool Fits(ulong value, int size, bool isSigned)
    {
        var bits = size * 8;
        return bits == 64 || (isSigned
            ? unchecked((long)value) >= -(1L << (bits - 1)) && unchecked((long)value) < 1L << (bits - 1)
            : value < 1UL << bits);
    }
}
