using System;
using System.IO;
using System.Threading;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Linking;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Input;

/// <summary>From a path to a linked object: the only step of the road that touches the disk.</summary>
internal static class ObjectReader
{
    /// <summary>Far above any object a kernel would take; a wrong file among the objects must not take the compiler's memory.</summary>
    private const long LargestObject = 64 << 20;

    public static ObjectResult Read(string path, TypeRequests requests, CancellationToken cancel)
    {
        var problems = new ProblemList();
        var model = ReadBytes(path, problems) is { } bytes ? Link(bytes, requests, problems, cancel) : null;
        return new ObjectResult(path, model, problems.ToArray());
    }

    /// <summary>An exception in a generator is only a warning to the build, so that anything unforeseen has to become an error here.</summary>
    internal static ObjectModel? Link(byte[] bytes, TypeRequests requests, ProblemList problems, CancellationToken cancel)
    {
        try
        {
            cancel.ThrowIfCancellationRequested();
            return ElfReader.Read(bytes, problems) is { } elf ? ObjectLinker.Link(elf, requests, problems) : null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            problems.Add(Rules.Internal, Failure.Describe(exception));
            return null;
        }
    }

    private static byte[]? ReadBytes(string path, ProblemList problems)
    {
        try
        {
            // Roslyn has no way to give a generator the bytes of an additional file, and refuses to give a binary file as text.
            // The file is an input of the compilation all the same, so that a change to it runs the compiler again.
#pragma warning disable RS1035 // the one place that reads a file: see above
            using var file = File.OpenRead(path);
#pragma warning restore RS1035
            if (file.Length > LargestObject)
            {
                problems.Add(Rules.Unreadable, $"it has {file.Length} bytes, and an object has at most {LargestObject}");
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
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            problems.Add(Rules.Unreadable, $"{exception.Message} Is the object built before this project is?");
            return null;
        }
    }
}
