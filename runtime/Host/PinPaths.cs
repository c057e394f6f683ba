using System;

namespace BpfGen.Host;

/// <summary>Checks the paths of pins.</summary>
internal static class PinPaths
{
    /// <returns>The path.</returns>
    /// <exception cref="ArgumentException">The path is null, empty or relative, or contains a zero character.</exception>
    public static string Checked(string? path, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(path, parameter);

        // Reject a relative path, because it means another file after the current directory has changed. Reject a zero character, because
        // the kernel stops reading there.
        return path[0] == '/' && !path.Contains('\0')
            ? path
            : throw new ArgumentException(
                $"'{path}' is not an absolute path. Pins are in a BPF file system, such as /sys/fs/bpf/my-pin.", parameter);
    }
}
