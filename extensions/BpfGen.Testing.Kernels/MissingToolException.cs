using System.Collections.Generic;

namespace BpfGen.Testing.Kernels;

/// <summary>The exception for programs that this machine does not have, such as QEMU. Tests that catch it can skip themselves.</summary>
public sealed class MissingToolException : KernelException
{
    internal MissingToolException(IReadOnlyList<string> tools, IReadOnlyList<string> packages)
        : base($"{string.Join(", ", tools)} {(tools.Count == 1 ? "is" : "are")} missing. "
            + $"Install with: apt-get install {string.Join(' ', packages)}")
    {
        Tools = tools;
    }

    /// <summary>The names of the missing programs.</summary>
    public IReadOnlyList<string> Tools { get; }
}
