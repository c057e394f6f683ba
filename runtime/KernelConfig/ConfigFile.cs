using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using BpfGen.Interop;

namespace BpfGen.KernelConfig;

/// <summary>The configuration that the running kernel was built with: as it says itself, or as its package has left it.</summary>
internal static class ConfigFile
{
    private const string Embedded = "/proc/config.gz";

    /// <summary>The options in the order of the file: <c>CONFIG_HZ=250</c>. Those that are not set are not there.</summary>
    /// <returns>The lines, or null where there is no configuration to be found.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static IEnumerable<string>? TryOpen()
    {
        if (File.Exists(Embedded))
        {
            return Lines(new GZipStream(File.OpenRead(Embedded), CompressionMode.Decompress));
        }

        var release = ProcFile.TryRead("/proc/sys/kernel/osrelease")?.Trim();
        var installed = $"/boot/config-{release}";
        return release is not null && File.Exists(installed) ? Lines(File.OpenRead(installed)) : null;
    }

    private static IEnumerable<string> Lines(Stream stream)
    {
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("CONFIG_", StringComparison.Ordinal))
            {
                yield return line;
            }
        }
    }
}
