using System;
using System.IO;
using BpfGen.Interop;

namespace BpfGen.Btf;

/// <summary>
/// The kernel's own types, or a module's, as it shows them in <c>/sys/kernel/btf</c>: mapped into memory, since they are several megabytes of which
/// little is ever looked at. In the machine's byte order; every length has been checked.
/// </summary>
internal sealed unsafe class BtfImage : IDisposable
{
    private readonly MappedMemory? _mapping;
    private readonly byte[] _copy;
    private readonly int _length;
    private readonly BtfHeader _header;

    private BtfImage(MappedMemory? mapping, byte[] copy, int length)
    {
        _mapping = mapping;
        _copy = copy;
        _length = length;
        if (BtfHeader.TryRead(Bytes, BitConverter.IsLittleEndian, out _header) is { } reason)
        {
            throw new InvalidDataException(reason);
        }

        if (_header.StringsSize > 0 && Strings[^1] != 0)
        {
            throw new InvalidDataException("its strings do not end with a zero byte");
        }

        // Newer kernels state the size of the records of each kind, so that unknown kinds can be skipped.
        if (_header.LayoutsSize > 0)
        {
            Layout = RecordLayout.Of(Bytes.Slice(_header.Layouts, _header.LayoutsSize));
        }
    }

    public ReadOnlySpan<byte> Types => Bytes.Slice(_header.Types, _header.TypesSize);

    public ReadOnlySpan<byte> Strings => Bytes.Slice(_header.Strings, _header.StringsSize);

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
}
