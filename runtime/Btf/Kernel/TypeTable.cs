using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BpfGen.Btf;

/// <summary>
/// Types by their names and ids. Records have unlike lengths, so that they have to be gone through; where every 64th stands is remembered, which is
/// enough to come back to any of them. The ids of a module's types, and the places of its strings, go on from the kernel's.
/// </summary>
internal sealed class TypeTable
{
    private const int Stride = 64;
    private readonly BtfImage _image;
    private readonly TypeTable? _kernel;
    private readonly uint _firstId;
    private readonly List<int> _places = new(2048);
    private int _end;
    private uint _endId;

    /// <param name="image">The types.</param>
    /// <param name="kernel">For those of a module: the kernel's.</param>
    /// <exception cref="InvalidDataException">The kernel's records are damaged.</exception>
    public TypeTable(BtfImage image, TypeTable? kernel = null)
    {
        _image = image;
        _kernel = kernel;
        kernel?.WalkTo(uint.MaxValue);
        _firstId = _endId = kernel?._endId ?? 1;
    }

    /// <summary>Finds types in one pass.</summary>
    /// <param name="names">The names, no two the same.</param>
    /// <param name="wanted">The kinds, and which of the names each has.</param>
    /// <returns>Their ids; 0 for those that are not there.</returns>
    /// <exception cref="InvalidDataException">The records are damaged.</exception>
    public uint[] Find(byte[][] names, ReadOnlySpan<(int Name, BtfKind Kind)> wanted)
    {
        var ids = new uint[wanted.Length];
        var search = new TypeSearch(new NameTable(names), wanted, _kernel is null ? [] : _kernel._image.Strings, _image.Strings, ids);

        // From the start: what is looked for may stand where an earlier search has been.
        (_end, _endId) = (0, _firstId);
        _places.Clear();
        Walk(ref search, uint.MaxValue);
        return ids;
    }

    /// <returns>The record of a type, or null where there is none of this id.</returns>
    /// <exception cref="InvalidDataException">The records are damaged.</exception>
    public TypeRecord? At(uint id)
    {
        if (id < _firstId)
        {
            return id == 0 ? new TypeRecord(this, 0, 0, 0, 0) : _kernel?.At(id);
        }

        WalkTo(id);
        if (id >= _endId)
        {
            return null;
        }

        var types = _image.Types;
        var index = (int)(id - _firstId);
        var place = _places[index / Stride];
        for (var i = index % Stride; i > 0; i--)
        {
            place += (int)_image.Layout.SizeOf(Number(types, place + 4));
        }

        return new TypeRecord(this, Number(types, place), Number(types, place + 4), Number(types, place + 8), place + BtfKinds.CommonSize);
    }

    /// <returns>The type under typedefs and qualifiers, or null where there is none or the chain is too long.</returns>
    /// <exception cref="InvalidDataException">The records are damaged.</exception>
    public TypeRecord? Skip(uint id)
    {
        var type = At(id);
        for (var depth = 0; type is { IsModifier: true } modifier; depth++)
        {
            type = depth < BtfKinds.MaxDepth ? At(modifier.SizeOrType) : null;
        }

        return type;
    }

    /// <summary>A name, by its place among the strings: those of a module go on where the kernel's end.</summary>
    public ReadOnlySpan<byte> TextAt(uint offset)
    {
        var shared = _kernel is null ? 0 : (uint)_kernel._image.Strings.Length;
        if (offset < shared)
        {
            return _kernel!.TextAt(offset);
        }

        var strings = _image.Strings;
        if (offset - shared >= (uint)strings.Length)
        {
            return [];
        }

        // They end with a zero byte.
        var text = strings[(int)(offset - shared)..];
        return text[..text.IndexOf((byte)0)];
    }

    /// <summary>A number of what follows the common part of a record.</summary>
    public uint NumberAt(int place) => Number(_image.Types, place);

    /// <summary>Goes through the records that have not been gone through, as far as one id.</summary>
    private void WalkTo(uint last)
    {
        var nothing = default(NothingWanted);
        Walk(ref nothing, last);
    }

    /// <summary>Goes through the records that have not been gone through, as far as one id at least or until nothing is wanted any more.</summary>
    private void Walk<TVisitor>(ref TVisitor visitor, uint last)
        where TVisitor : struct, IRecordVisitor, allows ref struct
    {
        var types = _image.Types;
        while (_end < types.Length && _endId <= last && !visitor.IsDone)
        {
            var (place, id) = Stretch(types, _end, _endId, ref visitor);
            _places.Add(_end);
            (_end, _endId) = (place, id);
        }
    }

    /// <summary>Goes through the records between two places that are remembered.</summary>
    /// <returns>The second place, and the id of the type there.</returns>
    private (int Place, uint Id) Stretch<TVisitor>(ReadOnlySpan<byte> types, int place, uint id, ref TVisitor visitor)
        where TVisitor : struct, IRecordVisitor, allows ref struct
    {
        // Every nanosecond counts more than a hundred thousand times here: only the length of each record is checked, and once.
        var layout = _image.Layout;
        ref var first = ref MemoryMarshal.GetReference(types);
        for (var end = id + Stride; place < types.Length && id != end; id++)
        {
            if (types.Length - place < BtfKinds.CommonSize)
            {
                throw Damaged(id);
            }

            var info = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, place + 4));
            var size = layout.SizeOf(info);
            if (size == 0 || size > (uint)(types.Length - place))
            {
                throw Damaged(id);
            }

            var name = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, place));
            place += (int)size;
            var kind = BtfKinds.Of(info);
            if (visitor.Wants(kind))
            {
                visitor.Visit(id, kind, name);
            }
        }

        return (place, id);
    }

    private static InvalidDataException Damaged(uint id) => new($"its type {id} is cut off or of a kind that is not known");

    private static uint Number(ReadOnlySpan<byte> bytes, int offset) => MemoryMarshal.Read<uint>(bytes[offset..]);
}
