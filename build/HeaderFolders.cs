using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using BpfGen.KernelFacts;

namespace BpfGen.Build;

/// <summary>Finds the folders of headers for a source, and returns them as options of the compiler.</summary>
/// <param name="project">The folder of the project.</param>
/// <param name="bundled">The folder with the headers of the package.</param>
/// <param name="choice">The property <c>BpfHeaders</c>: <c>bpfgen</c>, <c>system</c>, or a folder.</param>
internal sealed class HeaderFolders(string project, string bundled, string choice)
{
    private static readonly string[] BesideSource = ["", "include", "headers", "vmlinux", Path.Combine("include", "vmlinux")];

    /// <summary>The options for one source and architecture.</summary>
    /// <exception cref="CompileProblem">The project's folder of headers does not exist.</exception>
    public IReadOnlyList<string> Options(string source, IReadOnlyList<string> includes, TargetArchitecture architecture)
    {
        var options = new List<string>();
        foreach (var folder in includes.Concat(KernelTypes(source, architecture)))
        {
            options.AddRange(["-I", folder]);
        }

        switch (choice.ToLowerInvariant())
        {
            case "" or "bpfgen":
                options.AddRange(["-isystem", bundled]);
                break;
            case "system":
                // The compiler searches this folder last. So a header of the machine takes precedence.
                options.AddRange(["-idirafter", bundled]);
                break;
            default:
                if (!Directory.Exists(Path.Combine(project, choice)))
                {
                    throw new CompileProblem(
                        "BPFGEN072",
                        $"BpfHeaders is '{choice}', but there is no such folder. "
                        + "Write 'bpfgen' for the headers of BpfGen, 'system' for those of this machine, or a folder that contains "
                        + "bpf/bpf_helpers.h.");
                }

                options.AddRange(["-isystem", choice, "-idirafter", bundled]);
                break;
        }

        // With the target bpf, clang does not search the folder of the machine's architecture, in which Debian and Ubuntu put
        // <asm/types.h>.
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Linux) && SystemFolder(architecture) is { } system)
        {
            options.AddRange(["-idirafter", system]);
        }

        return options;
    }

    /// <summary>
    /// Returns the folders with the project's <c>vmlinux.h</c>, those for the architecture first. The method looks beside the source and in
    /// the project's folder, for <c>x86/vmlinux.h</c>, <c>include/x86/vmlinux.h</c>, <c>include/vmlinux.h</c> and others.
    /// </summary>
    private IEnumerable<string> KernelTypes(string source, TargetArchitecture architecture)
    {
        var beside = Path.GetDirectoryName(source) ?? "";
        var folders = new[] { beside, "" }.Distinct(StringComparer.Ordinal)
            .SelectMany(folder => BesideSource.Select(name => Path.Combine(folder, name)))
            .ToList();
        return folders.SelectMany(folder => architecture.Folders.Select(name => Path.Combine(folder, name)))
            .Concat(folders)
            .Where(folder => File.Exists(Path.Combine(project, folder, "vmlinux.h")))
            .Select(folder => folder.Length == 0 ? "." : folder)
            .Take(1);
    }

    private static string? SystemFolder(TargetArchitecture architecture)
    {
        const string Root = "/usr/include";
        var own = Path.Combine(Root, architecture.System);
        if (Directory.Exists(own))
        {
            return own;
        }

        return TargetArchitecture.All.Select(other => Path.Combine(Root, other.System)).FirstOrDefault(Directory.Exists);
    }
}
