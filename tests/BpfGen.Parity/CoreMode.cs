namespace BpfGen.Parity;

/// <summary>What resolves the CO-RE relocations of an object.</summary>
internal enum CoreMode
{
    /// <summary>The kernel.</summary>
    Kernel,

    /// <summary>BpfGen's own resolver, with the types of the running kernel and its modules.</summary>
    Managed,
}
