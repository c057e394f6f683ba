using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace BpfGen.Testing.Kernels;

/// <summary>The programs of this machine that virtual machines need, and the Debian packages that contain them.</summary>
internal static class HostTools
{
    /// <summary>The programs that fetch a kernel: the package manager, and the decompressor of kernel modules.</summary>
    public static readonly (string Tool, string Package)[] ForFetching = [("apt-get", "apt"), ("dpkg-deb", "dpkg"), ("xz", "xz-utils")];

    /// <summary>Returns the programs that a machine of an architecture needs.</summary>
    public static (string Tool, string Package)[] ForRunning(KernelArchitecture architecture) => architecture == KernelArchitecture.X64
        ? [("qemu-system-x86_64", "qemu-system-x86"), ("busybox", "busybox-static")]
        : [("qemu-system-aarch64", "qemu-system-arm")];

    /// <summary>Checks that programs exist.</summary>
    /// <param name="tools">The programs and their packages.</param>
    /// <param name="path">The folders to search, as in the variable PATH; null for those of this process.</param>
    /// <exception cref="MissingToolException">At least one program is missing.</exception>
    public static void Require(IEnumerable<(string Tool, string Package)> tools, string? path = null)
    {
        var missing = tools.Where(item => Find(item.Tool, path) is null).ToList();
        if (missing.Count > 0)
        {
            throw new MissingToolException(
                [.. missing.Select(item => item.Tool)], [.. missing.Select(item => item.Package).Distinct()]);
        }
    }

    /// <summary>Finds a program in the folders of PATH, and in those of the administrator.</summary>
    /// <returns>The path; null if there is none.</returns>
    public static string? Find(string tool, string? path = null) =>
        (path ?? $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, tool))
            .FirstOrDefault(File.Exists);
}
