using System;
using System.Runtime.InteropServices;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>Mounts an empty file system on a folder, which hides the folder's contents until this object is disposed.</summary>
internal sealed partial class HiddenFolder : IDisposable
{
    private readonly string _path;

    public HiddenFolder(string path)
    {
        _path = path;
        Check.Same(0, Mount("none", path, "tmpfs", 0, 0), $"mount a tmpfs at {path}");
    }

    public void Dispose() => _ = Unmount(_path, 0);

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Mount(string source, string target, string type, nuint flags, nint data);

    [LibraryImport("libc", EntryPoint = "umount2", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Unmount(string target, int flags);
}
