using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;

namespace BpfGen.Generator.Btf;

/// <summary>
/// Makes <c>extern</c> declarations acceptable to the kernel, which requires that every variable of a data section is defined in that
/// section. Kconfig variables get their offsets. Kernel variables become integers, and each kernel function gets an integer variable in its
/// place, as in libbpf.
/// </summary>
internal static class ExternFixer
{
    private const int Stride = 3;
    private const uint LinkageGlobal = 1;
    private const uint IntegerBits = sizeof(int) * 8;
    private const string PlaceholderName = "dummy_ksym";

    /// <summary>Edits the section of kernel functions and variables in place.</summary>
    public static void FixSymbols(BtfTypes types, string sectionName)
    {
        if (types.DataSection(sectionName) is not { } section)
        {
            return;
        }

        var integer = types.All.FirstOrDefault(type => type is { Kind: BtfKind.Int, SizeOrType: sizeof(int) })?.Id
            ?? types.Add(BtfKind.Int, PlaceholderName, 0, sizeof(int), IntegerBits);
        var placeholder = types.Add(BtfKind.Variable, PlaceholderName, 0, integer, LinkageGlobal);
        var numbers = (uint[])section.Numbers.Clone();
        for (var i = 0; i < section.Count; i++)
        {
            var type = types[numbers[i * Stride]];
            if (type is { Kind: BtfKind.Variable } && BtfTypes.IsExtern(type))
            {
                types.Replace(type with { SizeOrType = integer, Numbers = [LinkageGlobal] });
            }
            else if (type is { Kind: BtfKind.Function })
            {
                // In the record of a function, the field for the number of members holds the linkage.
                types.Replace(type with { Count = (int)LinkageGlobal });
                numbers[i * Stride] = placeholder;
            }

            numbers[(i * Stride) + 1] = (uint)(i * sizeof(int));
            numbers[(i * Stride) + 2] = sizeof(int);
        }

        types.Replace(section with { SizeOrType = (uint)(section.Count * sizeof(int)), Numbers = numbers });
    }

    /// <summary>Edits the section of kconfig variables in place.</summary>
    /// <param name="types">The object's types.</param>
    /// <param name="sectionName">The name of the section.</param>
    /// <param name="offsets">The offset of each variable in bytes.</param>
    /// <param name="size">The size of the section in bytes.</param>
    public static void FixConfig(BtfTypes types, string sectionName, IReadOnlyDictionary<string, int> offsets, int size)
    {
        if (types.DataSection(sectionName) is not { } section)
        {
            return;
        }

        var numbers = (uint[])section.Numbers.Clone();
        for (var i = 0; i < section.Count; i++)
        {
            if (types[numbers[i * Stride]] is { Kind: BtfKind.Variable } variable && offsets.TryGetValue(variable.Name, out var offset))
            {
                types.Replace(variable with { Numbers = [LinkageGlobal] });
                numbers[(i * Stride) + 1] = (uint)offset;
            }
        }

        types.Replace(section with { SizeOrType = (uint)size, Numbers = numbers });
    }
}
