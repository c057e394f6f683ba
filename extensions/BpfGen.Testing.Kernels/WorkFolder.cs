using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace BpfGen.Testing.Kernels;

/// <summary>
/// A folder for temporary files, which is deleted at the end. If its process is killed, the next process that creates such a folder
/// deletes it.
/// </summary>
/// <remarks>
/// The owner of a folder holds the lock of a file in it, which the system releases when the process ends. Each process holds a lock of the
/// parent folder while it creates its folder and deletes old ones. So a folder whose lock is free has no owner any more.
/// </remarks>
internal sealed class WorkFolder : IDisposable
{
    private const string Prefix = "run.";
    private const string OwnerName = "owner";

    /// <summary>No run takes this long. Older programs made folders without a file for the lock.</summary>
    private static readonly TimeSpan LongestRun = TimeSpan.FromDays(1);

    private readonly FileLock _owner;

    private WorkFolder(string path, FileLock owner)
    {
        Path = path;
        _owner = owner;
    }

    public string Path { get; }

    /// <summary>Creates a folder, and deletes those whose owners were killed.</summary>
    /// <param name="parent">The parent folder, which is created if it does not exist.</param>
    /// <param name="cancel">Cancels waiting for other processes.</param>
    /// <exception cref="KernelException">The parent folder cannot be written.</exception>
    public static async Task<WorkFolder> CreateAsync(string parent, CancellationToken cancel)
    {
        try
        {
            Directory.CreateDirectory(parent);
            using var only = await FileLock.TakeAsync(System.IO.Path.Combine(parent, "runs.lock"), cancel).ConfigureAwait(false);
            var path = Directory.CreateDirectory(System.IO.Path.Combine(parent, $"{Prefix}{Guid.NewGuid():N}")).FullName;
            var lockFile = System.IO.Path.Combine(path, OwnerName);
            var owner = await FileLock.TakeAsync(lockFile, cancel).ConfigureAwait(false);

            // Some file systems have no locks. If the lock can be taken twice, a free lock means nothing.
            if (FileLock.Try(lockFile) is { } second)
            {
                second.Dispose();
            }
            else
            {
                foreach (var old in Directory.GetDirectories(parent, $"{Prefix}*").Where(IsWithoutOwner))
                {
                    Delete(old);
                }
            }

            return new WorkFolder(path, owner);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw KernelStore.NotWritable(parent, exception);
        }
    }

    public void Dispose()
    {
        Delete(Path);
        _owner.Dispose();
    }

    private static bool IsWithoutOwner(string folder)
    {
        var lockFile = System.IO.Path.Combine(folder, OwnerName);
        if (!File.Exists(lockFile))
        {
            return DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) > LongestRun;
        }

        using var taken = FileLock.Try(lockFile);
        return taken is not null;
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The files are in the cache and do no harm. The run already has its result, or does not depend on this folder.
        }
    }
}
