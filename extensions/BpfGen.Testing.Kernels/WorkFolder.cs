using System;
using System.IO;

namespace BpfGen.Testing.Kernels;

/// <summary>A folder for temporary files, which is deleted at the end.</summary>
internal sealed class WorkFolder : IDisposable
{
    public WorkFolder(string parent)
    {
        Directory.CreateDirectory(parent);
        Path = System.IO.Path.Combine(parent, $"run.{Guid.NewGuid():N}");
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The files are in the cache and do no harm. The run already has its result.
        }
    }
}
