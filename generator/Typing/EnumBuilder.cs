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
    /// <returns>The enumeration, or null if C# has no integer type of its size.</returns>
    public static EnumType? Build(BtfTypes types, BtfType type, string name, string original)
    {
        if (Scalars.OfSize(type.SizeOrType, type.Flag) is not { } underlying)
        {
            return null;
        }

        var names = new FieldNames(name);
        var values = new List<EnumValue>();
        foreach (var value in types.Values(type))
        {
            if (Fits(value.Value, (int)type.SizeOrType, type.Flag))
            {
                var literal = type.Flag
                    ? unchecked((long)value.Value).ToString(CultureInfo.InvariantCulture)
                    : value.Value.ToString(CultureInfo.InvariantCulture);
                values.Add(new EnumValue(names.Of(LowerCapitals(value.Name)), value.Name, literal));
            }
        }

        return new EnumType(name, original, underlying, values.ToEquatableArray());
    }

    /// <summary>Lowers names in capitals, as C constants usually are. Only their underscores separate words.</summary>
    private static string LowerCapitals(string name) => name.Any(char.IsLower) ? name : name.ToLowerInvariant();

    private static bool Fits(ulong value, int size, bool isSigned)
    {
        var bits = size * 8;
        return bits == 64 || (isSigned
            ? unchecked((long)value) >= -(1L << (bits - 1)) && unchecked((long)value) < 1L << (bits - 1)
            : value < 1UL << bits);
    }
}
