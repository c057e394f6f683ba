using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using BpfGen.Loading;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Assigns offsets to the variables that receive kernel configuration values (<c>__kconfig</c>), in the same order as libbpf.
/// </summary>
internal static class ConfigLayout
{
    private const string Tristate = "libbpf_tristate";
    private const int MaxTextSize = 1 << 16;

    /// <summary>
    /// The maximum size in bytes of all configuration values together. The kernel's configuration has some thousand options.
    /// </summary>
    private const int MaxSectionSize = 1 << 28;

    /// <returns>The variable, without an offset; null if its type cannot hold a configuration value.</returns>
    public static ConfigVariable? Read(BtfTypes types, string name, uint typeId)
    {
        if (types.Skip(typeId) is not { } type || types.SizeOf(typeId) is not { } size || size > MaxTextSize)
        {
            return null;
        }

        return KindOf(types, type) is { } kind
            ? new ConfigVariable(name, kind, 0, (int)size)
            {
                IsSigned = type.Kind == BtfKind.Int && (BtfTypes.Encoding(type) & BtfIntEncoding.Signed) != 0,
            }
            : null;
    }

    /// <summary>Assigns the offsets. Variables are ordered by descending alignment, then by ascending size, then by name.</summary>
    public static EquatableArray<ConfigVariable> Arrange(List<ConfigVariable> values)
    {
        var offset = 0;
        var result = new List<ConfigVariable>(values.Count);
        foreach (var value in values.OrderByDescending(Alignment)
            .ThenBy(value => value.Size)
            .ThenBy(value => value.Name, System.StringComparer.Ordinal))
        {
            if (offset > MaxSectionSize)
            {
                throw new LimitException($"its kernel configuration values have more than {MaxSectionSize} bytes");
            }

            var alignment = Alignment(value);
            offset = (offset + alignment - 1) / alignment * alignment;
            result.Add(value with { Offset = offset });
            offset += value.Size;
        }

        return result.ToEquatableArray();
    }

    private static int Alignment(ConfigVariable value) => value.Kind == ConfigKind.Text ? 1 : value.Size;

    private static ConfigKind? KindOf(BtfTypes types, BtfType type) => type.Kind switch
    {
        BtfKind.Int when (BtfTypes.Encoding(type) & BtfIntEncoding.Boolean) != 0 => type.SizeOrType == 1 ? ConfigKind.Boolean : null,
        BtfKind.Int => type.SizeOrType switch
        {
            1 => ConfigKind.Character,
            2 or 4 or 8 => ConfigKind.Number,
            _ => null,
        },
        BtfKind.Enum when type.SizeOrType == 4 && type.Name == Tristate => ConfigKind.Tristate,
        BtfKind.Enum64 when type.SizeOrType == 8 && type.Name == Tristate => ConfigKind.Tristate,
        BtfKind.Array when BtfTypes.Array(type) is { Count: > 0 } array
            && types.Skip(array.Element) is { Kind: BtfKind.Int, SizeOrType: 1 } element
            && (BtfTypes.Encoding(element) & BtfIntEncoding.Boolean) == 0 => ConfigKind.Text,
        _ => null,
    };
}
