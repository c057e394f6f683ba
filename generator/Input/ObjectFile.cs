using System;
using System.IO;
using BpfGen.Generator.Diagnostics;
using BpfGen.Wire;

namespace BpfGen.Generator.Input;

/// <summary>Reads the bytes of an object file. No other code of the generator accesses the disk.</summary>
internal static class ObjectFile
{
    /// <summary>Reads an object.</summary>
    public static byte[]? Read(string path, ProblemList problems) => Read(path, Rules.Unreadable, "", problems);

    /// <param name="path">The file.</param>
    /// <param name="rule">The rule of the problem, if the file cannot be read.</param>
    /// <param name="prefix">The start of the problem's text.</param>
    /// <param name="problems">The list that receives the problem.</param>
    public static byte[]? Read(string path, Rule rule, string prefix, ProblemList problems)
    {
        try
        {
            // Do not open a file of size 0. It may be a pipe or a device, and reading that could block or never end. A generator cannot
            // recognize pipes and devices in another way. For an empty file, the caller reports that the file is not an object.
#pragma warning disable RS1035 // as below
            if (new FileInfo(path) is { Exists: true, Length: 0 })
            {
                return [];
            }

            var isFolder = Directory.Exists(path);
#pragma warning restore RS1035
            if (isFolder)
            {
                problems.Add(rule, $"{prefix}it is a folder. Name a file in it");
                return null;
            }

            // Read the file here, because Roslyn passes additional files to generators only as text, and a binary file is not text. The
            // file is still an input of the compilation, so the compiler runs again if the file changes.
#pragma warning disable RS1035 // the one place that reads a file: see above
            using var file = File.OpenRead(path);
#pragma warning restore RS1035
            if (file.Length > ItemEncoding.MaxObjectSize)
            {
                problems.Add(rule, $"{prefix}it has {file.Length} bytes, but BpfGen reads at most {ItemEncoding.MaxObjectSize} (64 MiB)");
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
            problems.Add(rule, $"{prefix}{exception.Message} Check the path, and that the file is created before this project is built");
            return null;
        }
    }
}
