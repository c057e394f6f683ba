namespace BpfGen.Interop;

/// <summary>What the kernel says of an open file: <c>struct statx</c>, which is laid out alike on every architecture, as <c>struct stat</c> is not.</summary>
/// <param name="IsRegular">It is a file, and no pipe, device or folder.</param>
/// <param name="Owner">The user that it belongs to.</param>
internal readonly record struct FileStatus(bool IsRegular, uint Owner)
{
    private const int EmptyPath = 0x1000;
    private const uint BasicStatus = 0x7ff;
    private const int Size = 256;
    private const int OwnerOffset = 20;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xf000;
    private const int RegularType = 0x8000;

    /// <returns>What it says, or null where it does not; <see cref="Errno.Last"/> says why.</returns>
    public static unsafe FileStatus? TryRead(FileDescriptor descriptor)
    {
        using var lease = descriptor.Use();
        var status = stackalloc byte[Size];
        byte emptyPath = 0;
        return Libc.Syscall((nint)SyscallNumbers.FileStatus, lease.Number, (nint)(&emptyPath), EmptyPath, (nint)BasicStatus, (nint)status) == 0
            ? new FileStatus((*(ushort*)(status + ModeOffset) & TypeMask) == RegularType, *(uint*)(status + OwnerOffset))
            : null;
    }
}
