namespace BpfGen.Interop;

/// <summary>Makes folders.</summary>
/// <remarks>By the system's own calls, for the reason that <see cref="ProcFile"/> has.</remarks>
internal static class Folder
{
    private const uint AllRights = 0x1ff;

    /// <summary>Makes those of a file's path that are not there, with the rights that the process leaves them.</summary>
    /// <returns>0, or the error number.</returns>
    public static int CreateAbove(string path)
    {
        for (var end = path.IndexOf('/', 1); end > 0; end = path.IndexOf('/', end + 1))
        {
            if (Libc.MakeDirectory(path[..end], AllRights) < 0 && Errno.Last is not Errno.EEXIST and var errno)
            {
                return errno;
            }
        }

        return 0;
    }
}
