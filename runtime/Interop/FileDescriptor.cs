using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace BpfGen.Interop;

/// <summary>A file descriptor. It is closed only once, even if it is disposed several times.</summary>
internal sealed class FileDescriptor : SafeHandle
{
    private bool _isPublished;
    private string? _kind;

    public FileDescriptor(int fd)
        : base(invalidHandleValue: -1, ownsHandle: true) => SetHandle(fd);

    /// <summary>The map, program or link that the descriptor belongs to, for messages: <c>map 'events'</c>.</summary>
    public string? Subject
    {
        get => _kind is null ? field : $"{_kind} '{field}'";
        set => (_kind, field) = (null, value);
    }

    /// <summary>Whether the descriptor is negative. Overridden because 0 is a valid file descriptor.</summary>
    public override bool IsInvalid => handle < 0;

    /// <summary>
    /// The number of the file descriptor. Another thread can close it at any time, unless the caller protects it with <see cref="Use"/> or
    /// a <see cref="HazardPointer"/>.
    /// </summary>
    public int Number => (int)handle;

    /// <summary>
    /// Whether a <see cref="HazardPointer"/> may have the number. Only then must a thread that closes the descriptor search these pointers,
    /// which interrupts all threads of the process.
    /// </summary>
    public bool IsPublished => Volatile.Read(ref _isPublished);

    /// <summary>
    /// Sets <see cref="Subject"/>, without creating the text: most descriptors never need it.
    /// </summary>
    /// <param name="kind">What the descriptor belongs to: <c>map</c>.</param>
    /// <param name="name">The name of the map, program or link.</param>
    public void Describe(string kind, string name)
    {
        // In this order, because the setter removes the kind.
        Subject = name;
        _kind = kind;
    }

    /// <summary>Sets <see cref="IsPublished"/>.</summary>
    public void Publish()
    {
        Volatile.Write(ref _isPublished, true);

        // Disposing marks the descriptor as closed with a full barrier, and then reads IsPublished. With this barrier, either that thread
        // sees the value set here, or the caller sees that the descriptor is closed.
        Interlocked.MemoryBarrier();
    }

    /// <summary>Keeps the descriptor open while a system call uses its number.</summary>
    public Lease Use() => new(this);

    /// <summary>Keeps a handle open until the caller calls <see cref="SafeHandle.DangerousRelease"/>.</summary>
    /// <exception cref="ObjectDisposedException">The handle is closed. The message names the map, program or link.</exception>
    public static void Hold(SafeHandle handle, ref bool isHeld)
    {
        try
        {
            handle.DangerousAddRef(ref isHeld);
        }
        catch (ObjectDisposedException) when (handle is FileDescriptor)
        {
            throw Disposed.Error(((FileDescriptor)handle).Subject);
        }
    }

    /// <summary>Duplicates the file descriptor of a handle. The duplicate stays open when the handle is closed.</summary>
    /// <returns>The new descriptor, or null if the kernel rejected the call; then <see cref="Errno.Last"/> has the reason.</returns>
    public static FileDescriptor? TryDuplicate(SafeHandle handle)
    {
        using var lease = new Lease(handle);
        var fd = Libc.Duplicate(lease.Number);
        return fd < 0 ? null : new FileDescriptor(fd);
    }

    protected override bool ReleaseHandle()
    {
        if (IsPublished)
        {
            HazardPointer.WaitForUsers(Number);
        }

        return Libc.Close(Number) == 0;
    }

    /// <summary>Keeps a handle open until the lease is disposed.</summary>
    public readonly ref struct Lease
    {
        private readonly SafeHandle _handle;

        public Lease(SafeHandle handle)
        {
            var held = false;
            Hold(handle, ref held);
            _handle = handle;
        }

        public int Number => (int)_handle.DangerousGetHandle();

        public void Dispose() => _handle.DangerousRelease();
    }
}
