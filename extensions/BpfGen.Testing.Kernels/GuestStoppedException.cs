namespace BpfGen.Testing.Kernels;

/// <summary>The exception for a virtual machine that stopped before its program ended, or that reached its time limit.</summary>
public sealed class GuestStoppedException : KernelException
{
    internal GuestStoppedException(string message, string output, string console)
        : base(message)
    {
        Output = output;
        Console = console;
    }

    /// <summary>The standard output and standard error of the program until the machine stopped.</summary>
    public string Output { get; }

    /// <summary>The messages of the kernel.</summary>
    public string Console { get; }
}
