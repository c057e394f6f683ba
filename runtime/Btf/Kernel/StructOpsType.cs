using System;
using System.Text;

namespace BpfGen.Btf;

/// <summary>A struct_ops type in the BTF of the kernel or of a module.</summary>
/// <param name="Module">The module that supports the type; null for the kernel.</param>
/// <param name="Types">The table that contains the type.</param>
/// <param name="Id">The id of the struct.</param>
/// <param name="ValueId">The id of the map's value type, <c>bpf_struct_ops_…</c>: the kernel's state and the struct.</param>
/// <param name="ValueSize">The size of the value type in bytes.</param>
/// <param name="Offset">The offset of the struct in the value type, in bytes.</param>
internal sealed record StructOpsType(KernelModule? Module, TypeTable Types, uint Id, uint ValueId, int ValueSize, int Offset)
{
    private const int NumbersPerMember = 3;

    /// <summary>Finds a member by its name.</summary>
    public KernelMember? Find(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        if (Types.At(Id) is not { } type)
        {
            return null;
        }

        for (var i = 0; i < type.Count; i++)
        {
            if (type.Table.TextAt(type.Number(i * NumbersPerMember)).SequenceEqual(bytes))
            {
                return Member(type, i);
            }
        }

        return null;
    }

    private KernelMember Member(TypeRecord type, int index)
    {
        var place = type.Number((index * NumbersPerMember) + 2);
        var hasBitFields = type.Info >> 31 != 0;
        var bits = hasBitFields ? place & 0xffffff : place;
        var id = type.Number((index * NumbersPerMember) + 1);
        var found = Types.Skip(id);
        var isFunction = found is { Kind: BtfKind.Pointer } pointer
            && Types.Skip(pointer.SizeOrType) is { Kind: BtfKind.FunctionPrototype };
        return new KernelMember(
            index, (int)(bits / 8), found?.Kind ?? BtfKind.Void, SizeOf(id, 0), isFunction, hasBitFields && place >> 24 != 0);
    }

    private long SizeOf(uint id, int depth) => Types.Skip(id) is not { } type || depth > BtfKinds.MaxDepth ? -1 : type.Kind switch
    {
        BtfKind.Pointer => sizeof(ulong),
        BtfKind.Array => SizeOf(type.Number(0), depth + 1) * type.Number(2),
        BtfKind.Int or BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Float => type.SizeOrType,
        _ => -1,
    };
}

/// <summary>A member of a struct_ops struct in the kernel.</summary>
/// <param name="Index">The index of the member. A program that implements a function is loaded with it.</param>
/// <param name="Offset">The offset of the member in the struct, in bytes.</param>
/// <param name="Kind">The kind of the member's type.</param>
/// <param name="Size">The size of the member in bytes; negative if unknown.</param>
/// <param name="IsFunction">Whether the member is a pointer to a function.</param>
/// <param name="IsBitField">Whether the member is a bit field.</param>
internal readonly record struct KernelMember(int Index, int Offset, BtfKind Kind, long Size, bool IsFunction, bool IsBitField);
