using System;
using System.Text;

namespace BpfGen.Btf;

/// <summary>The kernel's side of a struct of functions.</summary>
/// <param name="Module">The module that takes it; null for the kernel itself.</param>
/// <param name="Types">The types it is among.</param>
/// <param name="Id">The struct.</param>
/// <param name="ValueId">What a map of it holds: the struct, and how it is doing (<c>bpf_struct_ops_…</c>).</param>
/// <param name="ValueSize">The size of that, in bytes.</param>
/// <param name="Offset">Where in it the struct stands, in bytes.</param>
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
        var isFunction = found is { Kind: BtfKind.Pointer } pointer && Types.Skip(pointer.SizeOrType) is { Kind: BtfKind.FunctionPrototype };
        return new KernelMember(index, (int)(bits / 8), found?.Kind ?? BtfKind.Void, SizeOf(id, 0), isFunction, hasBitFields && place >> 24 != 0);
    }

    private long SizeOf(uint id, int depth) => Types.Skip(id) is not { } type || depth > BtfKinds.MaxDepth ? -1 : type.Kind switch
    {
        BtfKind.Pointer => sizeof(ulong),
        BtfKind.Array => SizeOf(type.Number(0), depth + 1) * type.Number(2),
        BtfKind.Int or BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Float => type.SizeOrType,
        _ => -1,
    };
}

/// <summary>A member of the kernel's struct.</summary>
/// <param name="Index">Which one: what the kernel knows a function by.</param>
/// <param name="Offset">Where it stands in the struct, in bytes.</param>
/// <param name="Kind">The kind of its type.</param>
/// <param name="Size">Its size in bytes; negative where that cannot be told.</param>
/// <param name="IsFunction">It points to a function.</param>
/// <param name="IsBitField">It has no place of whole bytes.</param>
internal readonly record struct KernelMember(int Index, int Offset, BtfKind Kind, long Size, bool IsFunction, bool IsBitField);
