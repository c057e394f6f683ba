using System;
using System.IO;

namespace BpfGen.Fuzz;

/// <summary>The file that has the input, for code that reads files.</summary>
internal static class InputFile
{
    private static readonly string Name = Path.Combine(Path.GetTempPath(), $"bpfgen-fuzz-{Environment.ProcessId}");

    /// <summary>Writes the input.</summary>
    /// <returns>The path of the file.</returns>
    public static string Write(ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(Name, bytes);
        return Name;
    }

    public static void Delete() => File.Delete(Name);
}
