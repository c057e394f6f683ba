using System;
using System.IO;
using System.Threading;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Btf;

/// <summary>
/// The BTF of the kernel or of a module, from a file in <c>/sys/kernel/btf</c>. The file has several megabytes, most of which are never
/// read, so it is mapped into memory. It has the machine's byte order. The constructor checks all lengths in the header.
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
            throw new InvalidDataException("its last string does not end with a zero byte");
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

    /// <returns>The BTF in a file, or null if the file does not exist or the process may not read it.</returns>
    /// <exception cref="InvalidDataException">The file is not valid BTF.</exception>
    /// <exception cref="BpfException">The process lacks a resource, so nobody knows whether the file exists.</exception>
    public static BtfImage? TryOpen(string path)
    {
        var fd = Libc.Open(path, Libc.OpenReadOnly | Libc.OpenCloseOnExec);
        if (fd < 0)
        {
            return Absent(path);
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

        // If the file cannot be mapped, read it: kernels before 6.16 cannot map the kernel's BTF, and no kernel can map the BTF of modules.
        return TryRead(path) is { } bytes ? Of(bytes) : null;
    }

    private static BtfImage? Absent(string path)
    {
        var errno = Errno.Last;
        return Errno.IsTransient(errno) || errno == Errno.EPERM
            ? throw new BpfException("open", errno, $"the types in {path}", Hints.Common(errno))
            : null;
    }

    /// <exception cref="InvalidDataException">The bytes are not valid BTF.</exception>
    public static BtfImage Of(byte[] bytes) => new BtfImage(mapping: null, bytes, bytes.Length);

    /// <summary>Keeps the memory mapped until the result is disposed, even if another thread disposes this image.</summary>
    /// <exception cref="ObjectDisposedException">The image is disposed.</exception>
    public IDisposable Use() => new Lease(_mapping);

    public void Dispose() => _mapping?.Dispose();

    private sealed class Lease : IDisposable
    {
        private MappedMemory? _mapping;

        public Lease(MappedMemory? mapping)
        {
            var isAdded = false;
            mapping?.DangerousAddRef(ref isAdded);
            _mapping = mapping;
        }

        public void Dispose() => Interlocked.Exchange(ref _mapping, null)?.DangerousRelease();
    }

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
