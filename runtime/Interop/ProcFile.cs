using System;
using System.IO;

namespace BpfGen.Interop;

/// <summary>Reads the small files in which the kernel says what it is.</summary>
internal static class ProcFile
{
    /// <returns>The text, or null where there is no such file or it may not be read.</returns>
    public static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
