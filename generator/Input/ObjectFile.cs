using System;
using System.IO;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Input;

/// <summary>Reads the bytes of an object file. No other code of the generator accesses the disk.</summary>
internal static class ObjectFile
{
    /// <summary>
    /// The size limit in bytes, far above the size of any object that a kernel accepts. With this limit, the compiler never reads a large
    /// unrelated file into memory.
    /// </summary>
    private const long MaxObjectSize = 64 << 20;

    public static byte[]? Read(string path, ProblemList problems)
    {
        try
        {
            // Read the file here, because Roslyn passes additional files to generators only as text, and a binary file is not text. The
            // file is still an input of the compilation, so the compiler runs again if the file changes.
#pragma warning disable RS1035 // the one place that reads a file: see above
            using var file = File.OpenRead(path);
#pragma warning restore RS1035
            if (file.Length > MaxObjectSize)
            {
                problems.Add(Rules.Unreadable, $"it has {file.Length} bytes, but an object has at most {MaxObjectSize} (64 MiB)");
                return null;
            }

            var bytes = new byte[file.Length];
            var read = 0;
            while (read < bytes.Length && file.Read(bytes, read, bytes.Length - read) is > 0 and var count)
            {
                read += count;
            }

            return bytes;
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            problems.Add(Rules.Unreadable, $"{exception.Message} Check the path, and that the object is built before this project.");
            return null;
        }
    }
}
