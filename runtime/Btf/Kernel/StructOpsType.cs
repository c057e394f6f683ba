using System;
using System.Text;
using BpfGen.Errors;

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
            if (type.Source.TextAt(BtfMemberRecord.Of(type, i).Name).SequenceEqual(bytes))
            {
                return Member(type, i);
            }
        }

        return null;
    }

    /// <returns>
    /// The question <c> Did you mean '…'?</c> for a message, with a space before it; empty if no member has a similar name.
    /// </returns>
    public string Nearest(string name)
    {
        var nearest = new NearestNames(name);
        if (Types.At(Id) is { } type)
        {
            for (var i = 0; i < type.Count; i++)
            {
                nearest.Offer(type.Source.TextAt(BtfMemberRecord.Of(type, i).Name));
            }
        }

        return nearest.Question;
    }

    private KernelMember Member(BtfTypeRecord type, int index)
    {
        var member = BtfMemberRecord.Of(type, index);
        var found = Types.Skip(member.Type);
        var isFunction = found is { Kind: BtfKind.Pointer } pointer
            && Types.Skip(pointer.SizeOrType) is { Kind: BtfKind.FunctionPrototype };
        return new KernelMember(
            index,
            (int)(member.BitOffset / 8),
            found?.Kind ?? BtfKind.Void,
            Types.SizeOf(member.Type) ?? -1L,
            isFunction,
            member.BitSize != 0);
    }
}

/// <summary>A member of a struct_ops struct in the kernel.</summary>
/// <param name="Index">The index of the member. A program that implements the member's function is loaded with this index.</param>
/// <param name="Offset">The offset of the member in the struct, in bytes.</param>
/// <param name="Kind">The kind of the member's type.</param>
/// <param name="Size">The size of the member in bytes; negative if unknown.</param>
/// <param name="IsFunction">Whether the member is a pointer to a function.</param>
/// <param name="IsBitField">Whether the member is a bit field.</param>
internal readonly record struct KernelMember(int Index, int Offset, BtfKind Kind, long Size, bool IsFunction, bool IsBitField);
