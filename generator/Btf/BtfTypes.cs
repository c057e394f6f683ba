using System.Collections.Generic;
using BpfGen.Btf;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Btf;

/// <summary>
/// The BTF types of an object. The result for an unknown id, or for a cycle of ids, is null. The passes of the linker edit the types in
/// place (<see cref="Replace"/>, <see cref="Add"/>), and <see cref="BtfWriter"/> writes them once, at the end.
/// </summary>
/// <param name="types">The types by id. The first is <c>void</c>.</param>
/// <param name="strings">The strings of the types.</param>
/// <param name="isLittleEndian">Whether the object was compiled for little-endian byte order.</param>
/// <param name="effort">Limits the work of reading the object.</param>
internal sealed class BtfTypes(List<BtfType> types, BtfStrings strings, bool isLittleEndian, Effort effort)
{
    private const uint LinkageStatic = 0;
    private const uint LinkageExtern = 2;
    private const uint BitOffsetMask = 0xffffff;
    private const int BitSizeShift = 24;

    /// <summary>The ids of the data sections by name; null after a change of the types, so that the ids are collected again.</summary>
    private Dictionary<string, uint>? _sections;

    /// <summary>The types by id. The first is <c>void</c>.</summary>
    public IReadOnlyList<BtfType> All => types;

    public BtfStrings Strings { get; } = strings;

    public Effort Effort { get; } = effort;

    /// <summary>Whether the object was compiled for little-endian byte order.</summary>
    public bool IsLittleEndian { get; } = isLittleEndian;

    public BtfType? this[uint id] => id < (uint)types.Count ? types[(int)id] : null;

    /// <summary>Replaces the type that has the same id.</summary>
    public void Replace(BtfType type)
    {
        var old = types[(int)type.Id];
        if ((old.Kind, old.Name) != (type.Kind, type.Name))
        {
            _sections = null;
        }

        types[(int)type.Id] = type;
    }

    /// <summary>Adds a type at the end of the list.</summary>
    /// <returns>The id of the new type.</returns>
    public uint Add(BtfKind kind, string name, int count, uint sizeOrType, params uint[] numbers)
    {
        _sections = null;
        var id = (uint)types.Count;
        types.Add(new BtfType(id, kind, Strings.Add(name), name, count, sizeOrType, Flag: false, numbers));
        return id;
    }

    /// <summary>The first data section that has the given name; null if there is none.</summary>
    public BtfType? DataSection(string name)
    {
        if (_sections is null)
        {
            _sections = [];
            foreach (var type in types)
            {
                if (type.Kind == BtfKind.DataSection && !_sections.ContainsKey(type.Name))
                {
                    _sections.Add(type.Name, type.Id);
                }
            }
        }

        return _sections.TryGetValue(name, out var id) ? this[id] : null;
    }

    /// <summary>The members of a struct or union.</summary>
    public IEnumerable<BtfMember> Members(BtfType type)
    {
        for (var i = 0; i < type.Count; i++)
        {
            yield return Member(type, i);
        }
    }

    /// <summary>A member of a struct or union. The index must be less than the number of members.</summary>
    public BtfMember Member(BtfType type, int index)
    {
        var (place, id, offset) = Triple(type, index);
        var name = Strings.NameAt(place) ?? "";
        Effort.SpendName(name);
        return new BtfMember(name, id, type.Flag ? offset & BitOffsetMask : offset, type.Flag ? offset >> BitSizeShift : 0);
    }

    /// <summary>The last member of a struct or union; null if it has none.</summary>
    public BtfMember? LastMember(BtfType type) => type.Count > 0 ? Member(type, type.Count - 1) : null;

    /// <summary>The id of the type of a member. This is cheaper than <see cref="Members"/>, which also reads the names.</summary>
    public static uint MemberType(BtfType type, int member) => type.Numbers[(member * type.Stride) + 1];

    /// <summary>The variables of a data section.</summary>
    public IEnumerable<BtfSectionVariable> Variables(BtfType section)
    {
        for (var i = 0; i < section.Count; i++)
        {
            Effort.Spend(4);
            var (type, offset, size) = Triple(section, i);
            yield return new BtfSectionVariable(type, offset, size);
        }
    }

    /// <summary>The values of an enumeration of 32-bit or 64-bit values.</summary>
    public IEnumerable<BtfEnumerator> Values(BtfType type)
    {
        for (var i = 0; i < type.Count; i++)
        {
            var place = i * type.Stride;
            var low = type.Numbers[place + 1];
            var value = type.Kind == BtfKind.Enum64 ? low | ((ulong)type.Numbers[place + 2] << 32)
                : type.Flag ? unchecked((ulong)(int)low)
                : low;
            var name = Strings.NameAt(type.Numbers[place]) ?? "";
            Effort.SpendName(name);
            yield return new BtfEnumerator(name, value);
        }
    }

    /// <summary>
    /// The position and size of a bit field. Compilers write both into the record of the member, or into the record of an integer type that
    /// has fewer bits than its bytes.
    /// </summary>
    /// <returns>
    /// The number of bits to skip before the field, and the size of the field in bits. Null if the member is not a bit field.
    /// </returns>
    public static (int Skipped, int Count)? BitField(BtfMember member, BtfType type)
    {
        if (member.BitSize != 0)
        {
            return type.Kind is BtfKind.Int or BtfKind.Enum or BtfKind.Enum64 ? (0, (int)member.BitSize) : null;
        }

        var (skipped, count) = type.Kind == BtfKind.Int ? ((type.Numbers[0] >> 16) & 0xff, type.Numbers[0] & 0xff) : default;
        return count != 0 && (skipped != 0 || count < type.SizeOrType * 8) ? ((int)skipped, (int)count) : null;
    }

    public static BtfIntEncoding Encoding(BtfType integer) => (BtfIntEncoding)((integer.Numbers[0] >> 24) & 0xf);

    /// <summary>The element type of an array, and the number of elements.</summary>
    public static (uint Element, uint Count) Array(BtfType type) => (type.Numbers[0], type.Numbers[2]);

    /// <summary>Whether a variable is visible only in its source file.</summary>
    public static bool IsStatic(BtfType variable) => variable.Numbers[0] == LinkageStatic;

    /// <summary>Whether a declaration tag belongs to its whole target, and not to one member or parameter of the target.</summary>
    public static bool IsOfWhole(BtfType tag) => tag.Numbers[0] == uint.MaxValue;

    /// <summary>
    /// Whether a variable or function is declared <c>extern</c>. In the record of a function, the field for the number of members holds the
    /// linkage.
    /// </summary>
    public static bool IsExtern(BtfType type) => (type.Kind == BtfKind.Function ? (uint)type.Count : type.Numbers[0]) == LinkageExtern;

    /// <summary>The types of a function's parameters.</summary>
    public static IEnumerable<uint> Parameters(BtfType prototype)
    {
        for (var i = 0; i < prototype.Count; i++)
        {
            yield return MemberType(prototype, i);
        }
    }

    /// <summary>Returns the type behind typedefs and qualifiers; null if a type id is invalid.</summary>
    public BtfType? Skip(uint id)
    {
        var type = this[id];
        for (var depth = 0; type is { IsModifier: true }; depth++)
        {
            type = depth < BtfKinds.MaxDepth ? this[type.SizeOrType] : null;
        }

        return type;
    }

    /// <summary>The size in bytes of the values of a type; null if the type has no size, or if the size cannot be computed.</summary>
    public long? SizeOf(uint id, int depth = 0)
    {
        if (depth > BtfKinds.MaxDepth || Skip(id) is not { } type)
        {
            return null;
        }

        return type.Kind switch
        {
            BtfKind.Pointer => BtfKinds.PointerSize,
            BtfKind.Variable => SizeOf(type.SizeOrType, depth + 1),
            BtfKind.Array => Times(SizeOf(Array(type).Element, depth + 1), Array(type).Count),
            var kind when BtfKinds.HasSize(kind) => type.SizeOrType,
            _ => null,
        };
    }

    /// <summary>Multiplies a size by a count. Returns null if the product overflows, which nested arrays can cause.</summary>
    private static long? Times(long? size, uint count) => count != 0 && size > long.MaxValue / count ? null : size * count;

    private static (uint First, uint Second, uint Third) Triple(BtfType type, int index) =>
        (type.Numbers[index * 3], type.Numbers[(index * 3) + 1], type.Numbers[(index * 3) + 2]);
}
