using System;
using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>Mapped memory. It is unmapped when this object is disposed or becomes unreachable.</summary>
internal sealed class MappedMemory : SafeHandle
{
    private const int ProtectionRead = 1;
    private const int ProtectionWrite = 2;
    private const int Shared = 1;
    private const int FixedNoReplace = 0x100000;
    private const int Private = 2;
    private readonly nuint _size;

    private MappedMemory(nint address, nuint size)
        : base(invalidHandleValue: -1, ownsHandle: true)
    {
        SetHandle(address);
        _size = size;
    }

    /// <summary>The page size in bytes. <see cref="Environment.SystemPageSize"/> would add enum formatting to native programs.</summary>
    public static int PageSize { get; } = Libc.PageSize();

    public override bool IsInvalid => handle == -1;

    public nint Address => handle;

    /// <returns>The memory, or null if the kernel rejected <c>mmap</c>; then <see cref="Errno.Last"/> has the reason.</returns>
    public static MappedMemory? TryMap(FileDescriptor descriptor, nuint size, bool isReadOnly, nint offset = 0)
    {
        using var lease = descriptor.Use();
        var address = Libc.MemoryMap(0, size, isReadOnly ? ProtectionRead : ProtectionRead | ProtectionWrite, Shared, lease.Number, offset);
        return address == -1 ? null : new MappedMemory(address, size);
    }

    /// <summary>
    /// Maps a descriptor at a given address (<c>MAP_FIXED_NOREPLACE</c>), which must be free. Address 0 means any address.
    /// </summary>
    /// <returns>The memory, or null if the kernel rejected <c>mmap</c>; then <see cref="Errno.Last"/> has the reason.</returns>
    public static MappedMemory? TryMapAt(nint address, FileDescriptor descriptor, nuint size)
    {
        using var lease = descriptor.Use();
        var flags = address == 0 ? Shared : Shared | FixedNoReplace;
        var mapped = Libc.MemoryMap(address, size, ProtectionRead | ProtectionWrite, flags, lease.Number, 0);
        return mapped == -1 ? null : new MappedMemory(mapped, size);
    }

    /// <summary>Maps a file read-only and private.</summary>
    /// <returns>The memory, or null if the kernel rejected <c>mmap</c>; then <see cref="Errno.Last"/> has the reason.</returns>
    public static MappedMemory? TryMapPrivate(FileDescriptor descriptor, nuint size)
    {
        using var lease = descriptor.Use();
        var address = Libc.MemoryMap(0, size, ProtectionRead, Private, lease.Number, 0);
        return address == -1 ? null : new MappedMemory(address, size);
    }

    protected override bool ReleaseHandle() => Libc.MemoryUnmap(handle, _size) == 0;
}
