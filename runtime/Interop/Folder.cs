using System.Collections.Generic;

namespace BpfGen.Interop;

/// <summary>Creates folders.</summary>
/// <remarks>
/// This class calls libc directly instead of <c>System.IO</c>, which keeps native programs small: see <see cref="ProcFile"/>.
/// </remarks>
internal static class Folder
{
    private const uint AllRights = 0x1ff;

    /// <summary>Creates the missing folders of a file's path. The process's umask limits the permissions of the folders.</summary>
    /// <param name="path">The file's absolute path.</param>
    /// <param name="created">Receives the paths of the folders that this call created, outer folders first.</param>
    /// <returns>0 or the error number.</returns>
    public static int CreateAbove(string path, List<string> created)
    {
        for (var end = path.IndexOf('/', 1); end > 0; end = path.IndexOf('/', end + 1))
        {
            if (Libc.MakeDirectory(path[..end], AllRights) == 0)
            {
                created.Add(path[..end]);
            }
            else if (Errno.Last is not Errno.EEXIST and var errno)
            {
                return errno;
            }
        }

        return 0;
    }
}
