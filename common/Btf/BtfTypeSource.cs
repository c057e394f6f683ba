using System;

namespace BpfGen.Btf;

/// <summary>The types of an object, of the kernel, or of a kernel module. The types of a module include those of the kernel.</summary>
internal abstract class BtfTypeSource
{
    /// <returns>The record of the type with an id; null if there is no such type. The id 0 is <c>void</c>.</returns>
    public abstract BtfTypeRecord? At(uint id);

    /// <summary>The string at an offset; empty if the offset is invalid.</summary>
    public abstract ReadOnlySpan<byte> TextAt(uint offset);

    /// <summary>Reads a 32-bit word at a position in the type data.</summary>
    public abstract uint NumberAt(int place);

    /// <returns>
    /// The type behind the typedefs and qualifiers. Null if a type is missing, or if the chain of typedefs and qualifiers is too long.
    /// </returns>
    public BtfTypeRecord? Skip(uint id)
    {
        var type = At(id);
        for (var depth = 0; type is { IsModifier: true } modifier; depth++)
        {
            type = depth < BtfKinds.MaxDepth ? At(modifier.SizeOrType) : null;
        }

        return type;
    }

    /// <returns>The size of a value of a type in bytes; null if the type has no size, or if the size does not fit into 32 bits.</returns>
    public uint? SizeOf(uint id)
    {
        var elements = 1ul;
        for (var depth = 0; depth < BtfKinds.MaxDepth && At(id) is { } type; depth++)
        {
            if (type.Kind == BtfKind.Pointer || BtfKinds.HasSize(type.Kind))
            {
                var size = elements * (type.Kind == BtfKind.Pointer ? BtfKinds.PointerSize : type.SizeOrType);
                return size <= uint.MaxValue ? (uint)size : null;
            }

            if (type.Kind == BtfKind.Array)
            {
                elements *= type.Number(2);
                if (elements > uint.MaxValue)
                {
                    return null;
                }

                id = type.Number(0);
            }
            else if (type.IsModifier || type.Kind is BtfKind.Variable or BtfKind.DeclTag)
            {
                id = type.SizeOrType;
            }
            else
            {
                return null;
            }
        }

        return null;
    }
}
