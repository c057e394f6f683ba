using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Finds the types that an object exports with the idiom of bpf2go: a global pointer that no program uses, such as
/// <c>struct event *unused __attribute__((unused));</c>. The pointer's only purpose is to keep the type in BTF.
/// </summary>
internal static class ExportedTypes
{
    /// <returns>The BTF types that the pointers point to, without duplicates: structs, unions and enumerations with a name.</returns>
    public static IReadOnlyList<BtfType> Find(ElfObject elf, BtfTypes? types, MapTable maps, DataUses uses)
    {
        if (types is null)
        {
            return [];
        }

        var renamed = new HashSet<uint>(types.All.Where(type => type.Kind == BtfKind.Typedef).Select(type => type.SizeOrType));
        return
        [
            .. elf.Sections.Where(section => maps.DataOf(section) is not null)
                .SelectMany(section => FindIn(section, types, maps, uses))
                .Where(type => type.Name.Length > 0 || renamed.Contains(type.Id))
                .GroupBy(type => type.Id)
                .Select(group => group.First()),
        ];
    }

    private static IEnumerable<BtfType> FindIn(ElfSection section, BtfTypes types, MapTable maps, DataUses uses)
    {
        if (types.DataSection(section.Name) is not { } data || maps.DataOf(section) is not { } map)
        {
            yield break;
        }

        foreach (var place in types.Variables(data))
        {
            if (types[place.Type] is { Kind: BtfKind.Variable } variable
                && PointeeOf(types, variable.SizeOrType) is { } target
                && uses.ProgramThatUses(map, place.Offset, (ulong)place.Offset + place.Size) is null)
            {
                yield return target;
            }
        }
    }

    private static BtfType? PointeeOf(BtfTypes types, uint type) =>
        types.Skip(type) is { Kind: BtfKind.Pointer } pointer
        && types.Skip(pointer.SizeOrType) is { Kind: BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 } target
            ? target
            : null;
}
