using System;
using System.IO;

namespace BpfGen.Build;

/// <summary>What to do about a header that the compiler does not find.</summary>
internal static class MissingHeader
{
    private const string KernelTypes = "'vmlinux.h' file not found";

    /// <returns>The compiler's message, with the command that writes the header if it is that of the kernel's types.</returns>
    /// <param name="text">The message of the compiler.</param>
    /// <param name="source">The path of the source, relative to the project's folder.</param>
    public static string Explain(string text, string source)
    {
        if (!string.Equals(text, KernelTypes, StringComparison.Ordinal))
        {
            return text;
        }

        var header = Path.Combine(Path.GetDirectoryName(source) ?? "", "vmlinux.h").Replace('\\', '/');
        var quoted = header.IndexOf(' ') < 0 ? header : $"\"{header}\"";
        return $"{text}. Write it from the types of the running kernel: bpfgen vmlinux -o {quoted} "
            + "(to install the tool: dotnet tool install --global BpfGen.Tool)";
    }
}
