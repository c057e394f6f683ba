using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BpfGen.CoreRelocations;
using BpfGen.Errors;

namespace BpfGen.Btf;

/// <summary>
/// Finds BTF types by their names and ids. Records have different sizes, so they must be read in order. The table stores the position of
/// every 64th record, and reads from there to reach the records in between. In a module, the ids of types and the offsets of strings
/// continue after those of the kernel.
/// </summary>
internal sealed class TypeTable : BtfTypeSource
{
    private const int Stride = 64;
    private readonly BtfImage _image;
    private readonly TypeTable? _kernel;
    private readonly uint _firstId;
    private readonly List<int> _places = new(2048);
    private int _end;
    private uint _endId;

    /// <param name="image">The BTF of the kernel or of a module.</param>
    /// <param name="kernel">The kernel's table if the BTF belongs to a module; otherwise null.</param>
    /// <exception cref="InvalidDataException">The kernel's type records are damaged.</exception>
    public TypeTable(BtfImage image, TypeTable? kernel = null)
    {
        _image = image;
        _kernel = kernel;
        kernel?.WalkTo(uint.MaxValue);
        _firstId = _endId = kernel?._endId ?? 1;
    }

    /// <summary>Finds types in one pass.</summary>
    /// <param name="names">The names of the types, without duplicates.</param>
    /// <param name="wanted">The types to find: the index of the name, and the kind.</param>
    /// <returns>The ids of the types; 0 for a type that was not found.</returns>
    /// <exception cref="InvalidDataException">The type records are damaged.</exception>
    public uint[] Find(byte[][] names, ReadOnlySpan<(int Name, BtfKind Kind)> wanted)
    {
        var ids = new uint[wanted.Length];
        var search = new TypeSearch(new NameTable(names), wanted, _kernel is null ? [] : _kernel._image.Strings, _image.Strings, ids);
        Search(ref search);
        return ids;
    }

    /// <summary>Finds all types that have one of the wanted names and kinds, in one pass.</summary>
    /// <param name="wanted">The names and kinds.</param>
    /// <param name="found">Receives the types. Each list belongs to the wanted type of the same index.</param>
    /// <exception cref="InvalidDataException">The type records are damaged.</exception>
    public void FindAll(WantedTypes wanted, List<TypeCandidate>[] found)
    {
        var search = new CandidateSearch(wanted, this, _kernel is null ? [] : _kernel._image.Strings, _image.Strings, found);
        Search(ref search);
    }

    /// <summary>
    /// Passes all records to a visitor. The search starts at the first record even if an earlier search has read some records, because the
    /// visitor may look for other types.
    /// </summary>
    private void Search<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, IRecordVisitor, allows ref struct
    {
        (_end, _endId) = (0, _firstId);
        _places.Clear();
        Walk(ref visitor, uint.MaxValue);
    }

    /// <summary>Compares the names of all types of a kind with a misspelled name, to find the most similar ones.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="prefix">Only names with this prefix are compared. The prefix itself is not part of the comparison.</param>
    /// <param name="nearest">Receives the names.</param>
    /// <exception cref="InvalidDataException">The type records are damaged.</exception>
    public void Offer(BtfKind kind, ReadOnlySpan<byte> prefix, NearestNames nearest)
    {
        var offer = new NameOffer(this, kind, prefix, nearest);
        Search(ref offer);
    }

    /// <returns>The record of a type, or null if no type has the id.</returns>
    /// <exception cref="InvalidDataException">The type records are damaged.</exception>
    public override BtfTypeRecord? At(uint id)
    {
        if (id < _firstId)
        {
            return id == 0 ? new BtfTypeRecord(this, 0, 0, 0, 0, 0) : _kernel?.At(id);
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

        return new BtfTypeRecord(
            this, id, Number(types, place), Number(types, place + 4), Number(types, place + 8), place + BtfKinds.CommonSize);
    }

    /// <summary>The string at an offset. The offsets of a module's strings continue after those of the kernel.</summary>
    public override ReadOnlySpan<byte> TextAt(uint offset)
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

        // IndexOf always finds a zero byte, because BtfImage has checked that the last string ends with one.
        var text = strings[(int)(offset - shared)..];
        return text[..text.IndexOf((byte)0)];
    }

    /// <summary>Reads a 32-bit number at a byte offset in the type data.</summary>
    public override uint NumberAt(int place) => Number(_image.Types, place);

    /// <summary>Continues to read records where the last call stopped, up to a type id.</summary>
    private void WalkTo(uint last)
    {
        var nothing = default(NothingWanted);
        Walk(ref nothing, last);
    }

    /// <summary>Continues to read records where the last call stopped, at least up to a type id or until the visitor is done.</summary>
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

    /// <summary>Reads the records from one stored position to the next stored position, at most 64.</summary>
    /// <returns>The next position, and the id of the type there.</returns>
    private (int Place, uint Id) Stretch<TVisitor>(ReadOnlySpan<byte> types, int place, uint id, ref TVisitor visitor)
        where TVisitor : struct, IRecordVisitor, allows ref struct
    {
        // This loop runs more than a hundred thousand times, so it checks only the length of each record, and only once.
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

    private static InvalidDataException Damaged(uint id) => new($"its type {id} is cut off, or its kind is unknown");

    private static uint Number(ReadOnlySpan<byte> bytes, int offset) => MemoryMarshal.Read<uint>(bytes[offset..]);
}
