using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using BpfGen.Interop;

namespace BpfGen.KernelConfig;

/// <summary>
/// The build configuration of the running kernel: from <c>/proc/config.gz</c>, or from the file that the kernel's package installed in
/// <c>/boot</c>.
/// </summary>
internal static class ConfigFile
{
    private const string Embedded = "/proc/config.gz";

    /// <summary>Reads the options that are set, in the order of the file, such as <c>CONFIG_HZ=250</c>.</summary>
    /// <returns>The lines, or null if neither file exists.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The compressed file is damaged.</exception>
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
