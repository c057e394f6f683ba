using System;
using System.IO;
using System.Runtime.InteropServices;
using BpfGen.Interop;

namespace BpfGen.Btf;

/// <summary>
/// The kernel's own types, or a module's, as it shows them in <c>/sys/kernel/btf</c>: mapped into memory, since they are several megabytes of which
/// little is ever looked at. In the machine's byte order; every length has been checked.
/// </summary>
internal sealed unsafe class BtfImage : IDisposable
{
    private const ushort Magic = 0xeb9f;
    private const int SmallestHeader = 24;
    private const int HeaderWithLayout = 32;
    private readonly MappedMemory? _mapping;
    private readonly byte[] _copy;
    private readonly int _length;
    private readonly int _types;
    private readonly int _typesSize;
    private readonly int _strings;
    private readonly int _stringsSize;

    private BtfImage(MappedMemory? mapping, byte[] copy, int length)
    {
        _mapping = mapping;
        _copy = copy;
        _length = length;
        var bytes = Bytes;
        if (length < SmallestHeader || MemoryMarshal.Read<ushort>(bytes) != Magic || bytes[2] != 1)
        {
            throw new InvalidDataException("it does not begin with a BTF header of version 1");
        }

        var header = Number(bytes, 4);
        if (header < SmallestHeader || header > (uint)length)
        {
            throw new InvalidDataException($"its header claims {header} of its {length} bytes");
        }

        (_types, _typesSize) = Part(header, Number(bytes, 8), Number(bytes, 12), length);
        (_strings, _stringsSize) = Part(header, Number(bytes, 16), Number(bytes, 20), length);
        if (_stringsSize > 0 && Strings[^1] != 0)
        {
            throw new InvalidDataException("its strings do not end with a zero byte");
        }

        // Newer kernels say how long the records of each kind are, so that kinds unknown here can be passed over.
        if (header >= HeaderWithLayout && Part(header, Number(bytes, 24), Number(bytes, 28), length) is { Size: > 0 } layout)
        {
            Layout = RecordLayout.Of(bytes.Slice(layout.Start, layout.Size));
        }
    }

    public ReadOnlySpan<byte> Types => Bytes.Slice(_types, _typesSize);

    public ReadOnlySpan<byte> Strings => Bytes.Slice(_strings, _stringsSize);

    public RecordLayout Layout { get; } = RecordLayout.Known;

    private ReadOnlySpan<byte> Bytes => _mapping is null ? _copy : new ReadOnlySpan<byte>((byte*)_mapping.Address, _length);

    /// <returns>The types in a file, or null where there is no such file or it may not be read.</returns>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public static BtfImage? TryOpen(string path)
    {
        var fd = Libc.Open(path, Libc.OpenReadOnly | Libc.OpenCloseOnExec);
        if (fd < 0)
        {
            return null;
        }

        using var file = new FileDescriptor(fd);
        var length = Libc.Seek(fd, 0, Libc.SeekEnd);
        if (length is > 0 and <= int.MaxValue && MappedMemory.TryMapPrivate(file, (nuint)length) is { } mapping)
        {
            try
            {
                return new BtfImage(mapping, copy: [], (int)length);
            }
            catch
            {
                mapping.Dispose();
                throw;
            }
        }

        // Kernels before 6.16 do not map it, and none maps those of modules.
        return TryRead(path) is { } bytes ? Of(bytes) : null;
    }

    /// <exception cref="InvalidDataException">The bytes are something else.</exception>
    public static BtfImage Of(byte[] bytes) => new BtfImage(mapping: null, bytes, bytes.Length);

    public void Dispose() => _mapping?.Dispose();

    private static byte[]? TryRead(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static uint Number(ReadOnlySpan<byte> bytes, int offset) => MemoryMarshal.Read<uint>(bytes[offset..]);

    private static (int Start, int Size) Part(uint header, uint offset, uint size, int length) =>
        (ulong)header + offset + size <= (ulong)length
            ? ((int)(header + offset), (int)size)
            : throw new InvalidDataException("its types or its strings run past its end");
}
