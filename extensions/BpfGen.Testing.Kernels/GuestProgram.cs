using System;
using System.Collections.Generic;
using System.IO;

namespace BpfGen.Testing.Kernels;

/// <summary>A program that runs as root in a virtual machine, and the files that it needs there.</summary>
public sealed record GuestProgram
{
    private GuestProgram(string path, bool isManaged, IEnumerable<string> arguments)
    {
        Path = System.IO.Path.GetFullPath(path);
        IsManaged = isManaged;
        Arguments = [.. arguments];
        if (!File.Exists(Path))
        {
            throw new FileNotFoundException($"The program '{Path}' for the virtual machine does not exist.", Path);
        }
    }

    /// <summary>The path of the program on this machine.</summary>
    public string Path { get; }

    /// <summary>Whether the program is an assembly that runs with .NET.</summary>
    public bool IsManaged { get; }

    /// <summary>The arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The environment variables, in addition to <c>PATH</c> and <c>HOME</c>.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>More files. The key is the path in the virtual machine, the value the path on this machine.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Chooses the files of the assembly's folder that the virtual machine gets, by their paths relative to the folder. The default is all
    /// files.
    /// </summary>
    public Func<string, bool> Includes { get; init; } = _ => true;

    /// <summary>
    /// A text file that the program writes in the virtual machine; null for none. <see cref="GuestResult.ResultText"/> has its contents.
    /// </summary>
    public string? ResultPath { get; init; }

    /// <summary>
    /// A native program of the machine's architecture: statically linked, or with the shared libraries that it names. It can also be a
    /// script (<c>#!/bin/sh</c>): the machine has the commands of busybox.
    /// </summary>
    /// <param name="path">The path of the program.</param>
    /// <param name="arguments">The arguments.</param>
    /// <returns>The program.</returns>
    /// <exception cref="FileNotFoundException">The program does not exist.</exception>
    public static GuestProgram Native(string path, params IEnumerable<string> arguments) => new(path, isManaged: false, arguments);

    /// <summary>
    /// A .NET program. The virtual machine gets the files of the assembly's folder, and the .NET runtime: that of this machine, or for
    /// another architecture one from NuGet. The program runs with the invariant culture.
    /// </summary>
    /// <param name="path">The path of the assembly (<c>*.dll</c>).</param>
    /// <param name="arguments">The arguments.</param>
    /// <returns>The program.</returns>
    /// <exception cref="FileNotFoundException">The assembly does not exist.</exception>
    public static GuestProgram Managed(string path, params IEnumerable<string> arguments) => new(path, isManaged: true, arguments);
}
