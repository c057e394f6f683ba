using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>A file descriptor that is closed once, whoever disposes it and however often.</summary>
internal sealed class FileDescriptor : SafeHandle
{
    public FileDescriptor(int fd)
        : base(invalidHandleValue: -1, ownsHandle: true) => SetHandle(fd);

    /// <summary>Zero is a file descriptor like any other.</summary>
    public override bool IsInvalid => handle < 0;

    /// <summary>Holds the descriptor open for as long as a system call uses its number.</summary>
    public Lease Use() => new(this);

    /// <summary>The same for one short system call, at less cost: nothing else of the thread may be in one.</summary>
    public ShortLease UseShortly() => new(this);

    /// <summary>Opens what a handle has open once more, so that it stays open when the handle is closed.</summary>
    /// <returns>The new descriptor, or null where the kernel refuses; <see cref="Errno.Last"/> says why.</returns>
    public static FileDescriptor? TryDuplicate(SafeHandle handle)
    {
        using var lease = new Lease(handle);
        var fd = Libc.Duplicate(lease.Number);
        return fd < 0 ? null : new FileDescriptor(fd);
    }

    protected override bool ReleaseHandle()
    {
        HazardPointer.WaitForUsers(this);
        return Libc.Close((int)handle) == 0;
    }

    /// <summary>Keeps a handle open until it is disposed.</summary>
    public readonly ref struct Lease
    {
        private readonly SafeHandle _handle;

        public Lease(SafeHandle handle)
        {
            var held = false;
            handle.DangerousAddRef(ref held);
            _handle = handle;
        }

        public int Number => (int)_handle.DangerousGetHandle();

        public void Dispose() => _handle.DangerousRelease();
    }

    /// <summary>Keeps a descriptor open until it is disposed, by the same thread, before that thread takes another.</summary>
    public readonly ref struct ShortLease
    {
        private readonly HazardPointer _pointer;
        private readonly FileDescriptor _descriptor;

        public ShortLease(FileDescriptor descriptor)
        {
            _pointer = HazardPointer.OfThread;
            _pointer.Set(descriptor);
            _descriptor = descriptor;
        }

        public int Number => (int)_descriptor.handle;

        public void Dispose() => _pointer.Clear();
    }
}
