namespace BpfGen.Interop;

/// <summary>
/// The status of an open file. It is read from <c>struct statx</c>, because <c>struct stat</c> has another layout on each architecture.
/// </summary>
/// <param name="IsRegular">Whether the file is a regular file, not a pipe, device or folder.</param>
/// <param name="IsLink">Whether the file is a symbolic link.</param>
/// <param name="Owner">The user id of the owner.</param>
internal readonly record struct FileStatus(bool IsRegular, bool IsLink, uint Owner)
{
    private const int EmptyPath = 0x1000;
    private const uint BasicStatus = 0x7ff;
    private const int Size = 256;
    private const int OwnerOffset = 20;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xf000;
    private const int RegularType = 0x8000;
    private const int LinkType = 0xa000;

    /// <returns>The status, or null if the kernel rejected the call; then <see cref="Errno.Last"/> has the reason.</returns>
    public static unsafe FileStatus? TryRead(FileDescriptor descriptor)
    {
        using var lease = descriptor.Use();
        var status = stackalloc byte[Size];
        byte emptyPath = 0;
        var call = (nint)SyscallNumbers.FileStatus;
        if (Libc.Syscall(call, lease.Number, (nint)(&emptyPath), EmptyPath, (nint)BasicStatus, (nint)status) != 0)
        {
            return null;
        }

        var type = *(ushort*)(status + ModeOffset) & TypeMask;
        return new FileStatus(type == RegularType, type == LinkType, *(uint*)(status + OwnerOffset));
    }
}
