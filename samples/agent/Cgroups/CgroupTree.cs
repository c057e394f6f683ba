using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace BpfGen.Agent.Cgroups;

/// <summary>Reads the directories of the cgroups.</summary>
internal static unsafe partial class CgroupTree
{
    private const int MostDirectories = 20_000;
    private const int CurrentDirectory = -100;
    private const int DoNotFollow = 0x100;
    private const uint WantInode = 0x100;
    private const int StatSize = 256;
    private const int InodeOffset = 32;

    /// <summary>Finds where cgroup 2 is mounted.</summary>
    /// <returns>The directory; null if it is not mounted.</returns>
    public static string? FindRoot()
    {
        foreach (var line in File.ReadLines("/proc/self/mountinfo"))
        {
            // 30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw
            var end = line.IndexOf(" - cgroup2 ", StringComparison.Ordinal);
            if (end > 0)
            {
                return Unescape(line[..end].Split(' ')[4]);
            }
        }

        return null;
    }

    /// <summary>Calls back for each cgroup with its id, which is the inode of its directory, and with its path below the root.</summary>
    public static void Walk(string root, Action<ulong, string> found)
    {
        var waiting = new Stack<string>([root]);
        for (var count = 0; waiting.TryPop(out var directory) && count < MostDirectories; count++)
        {
            if (Inode(directory) is { } id)
            {
                found(id, directory.Length == root.Length ? "/" : directory[root.Length..]);
            }

            try
            {
                foreach (var child in Directory.EnumerateDirectories(directory))
                {
                    waiting.Push(child);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // The cgroup was removed meanwhile, or is hidden from this process.
            }
        }
    }

    /// <summary>Returns the id of a cgroup.</summary>
    /// <param name="directory">The directory of the cgroup.</param>
    /// <returns>The inode; null if the directory does not exist.</returns>
    public static ulong? Inode(string directory)
    {
        var status = stackalloc byte[StatSize];
        return Status(CurrentDirectory, directory, DoNotFollow, WantInode, status) == 0 ? *(ulong*)(status + InodeOffset) : null;
    }

    // A space in a path is \040.
    private static string Unescape(string path)
    {
        var result = new StringBuilder();
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] == '\\' && i + 3 < path.Length)
            {
                result.Append((char)Convert.ToInt32(path.Substring(i + 1, 3), 8));
                i += 3;
            }
            else
            {
                result.Append(path[i]);
            }
        }

        return result.ToString();
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int directory, string path, int flags, uint mask, byte* status);
}
