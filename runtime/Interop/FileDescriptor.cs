using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>A file descriptor that is closed once, whoever disposes it and however often.</summary>
internal sealed class FileDescriptor : SafeHandle
{
    public FileDescriptor(int fd)
        : base(invalidHandleValue: -1, ownsHandle: true) => SetHandle(fd);

    /// <summary>Zero is a file descriptor like any other.</summary>
    public override bool IsInvalid => handle < 0;

    /// <summary>What the kernel knows it by. It is closed under whoever uses this without <see cref="Use"/> or a <see cref="HazardPointer"/>.</summary>
    public int Number => (int)handle;

    /// <summary>Holds the descriptor open for as long as a system call uses its number.</summary>
    public Lease Use() => new(this);

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
        HazardPointer.WaitForUsers(Number);
        return Libc.Close(Number) == 0;
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
}
