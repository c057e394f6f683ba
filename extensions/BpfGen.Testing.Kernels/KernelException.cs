using System;

namespace BpfGen.Testing.Kernels;

/// <summary>
/// The exception for a virtual machine that could not run: a tool is missing, a kernel cannot be fetched, or the machine stopped early. The
/// message says what to do.
/// </summary>
public class KernelException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The problem, and the action that solves it.</param>
    public KernelException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The problem, and the action that solves it.</param>
    /// <param name="inner">The cause.</param>
    public KernelException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
