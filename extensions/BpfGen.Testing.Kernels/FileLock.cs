using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace BpfGen.Testing.Kernels;

/// <summary>A file that only one task of all processes holds at a time.</summary>
internal sealed class FileLock : IDisposable
{
    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Waits until no other task holds the file.</summary>
    public static async Task<FileLock> TakeAsync(string path, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return new FileLock(Open(path, FileMode.OpenOrCreate));
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(200, cancel).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Takes a file that exists.</summary>
    /// <returns>The lock; null if another task holds the file, or if the file is gone or belongs to another user.</returns>
    public static FileLock? Try(string path)
    {
        try
        {
            return new FileLock(Open(path, FileMode.Open));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose() => _file.Dispose();

    private static FileStream Open(string path, FileMode mode) => new(path, mode, FileAccess.ReadWrite, FileShare.None);
}
