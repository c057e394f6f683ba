namespace BpfGen.Parity;

/// <summary>Whether the kernel or BpfGen resolves the CO-RE relocations of an object.</summary>
internal enum CoreMode
{
    /// <summary>The kernel resolves the CO-RE relocations.</summary>
    Kernel,

    /// <summary>BpfGen's own resolver resolves the CO-RE relocations, with the types of the running kernel and its modules.</summary>
    Managed,
}
