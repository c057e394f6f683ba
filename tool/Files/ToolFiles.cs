using System;
using System.IO;
using System.Linq;
using System.Threading;
using BpfGen.Generator;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Linking;
using BpfGen.Generator.Model;

namespace BpfGen.Tool.Files;

/// <summary>The exception for a file that cannot be used. The command shows the message, which names the file, to the user.</summary>
internal sealed class ToolException(string message) : Exception(message);

/// <summary>Reads the files that the user passes to commands.</summary>
internal static class ToolFiles
{
    /// <summary>Reads and links an object.</summary>
    /// <exception cref="ToolException">The object cannot be read.</exception>
    public static (ObjectModel Model, EquatableArray<Problem> Problems) ReadObject(string path, CancellationToken cancel)
    {
        var result = ObjectReader.Read(path, TypeRequests.None, cancel);
        return result.Model is { } model
            ? (model, result.Problems)
            : throw new ToolException(string.Join('\n', result.Problems.Select(problem => Line(path, problem))));
    }

    /// <summary>Reads BTF.</summary>
    /// <exception cref="ToolException">The file is not BTF.</exception>
    public static BtfFile ReadBtf(string path) => Use(path, "read", BtfFile.Read);

    /// <summary>Reads the BTF of a module, joined with that of its kernel.</summary>
    /// <exception cref="ToolException">The file is not the BTF of a module of the kernel.</exception>
    public static BtfFile ReadModule(BtfFile kernel, string path) => Use(path, "read", kernel.WithModule);

    /// <summary>Reads the types of a kernel.</summary>
    /// <exception cref="ToolException">The file is not BTF.</exception>
    public static KernelTypes ReadKernel(string path) => new(NameOf(path), ReadBtf(path).Types);

    /// <summary>Returns the name of a kernel for messages, which is the name of its file.</summary>
    public static string NameOf(string path) => Path.GetExtension(path).Equals(".btf", StringComparison.OrdinalIgnoreCase)
        ? Path.GetFileNameWithoutExtension(path)
        : Path.GetFileName(path);

    /// <summary>Writes a file.</summary>
    /// <exception cref="ToolException">The file cannot be written.</exception>
    public static void Write(string path, byte[] bytes) => Use(path, "written", file =>
    {
        File.WriteAllBytes(file, bytes);
        return true;
    });

    /// <summary>Creates a folder.</summary>
    /// <exception cref="ToolException">The folder cannot be created.</exception>
    public static void CreateFolder(string path) => Use(path, "created", Directory.CreateDirectory);

    /// <summary>Formats a problem as one line, as compilers do.</summary>
    public static string Line(string path, Problem problem) =>
        $"{path}: {problem.Rule.Severity.ToString().ToLowerInvariant()} {problem.Rule.Id}: {problem.Message}";

    private static T Use<T>(string path, string verb, Func<string, T> use)
    {
        try
        {
            return use(path);
        }
        catch (InvalidDataException exception)
        {
            throw new ToolException($"{path} cannot be {verb}: {exception.Message}.");
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ToolException($"{path} cannot be {verb}: {exception.Message}");
        }
    }
}
