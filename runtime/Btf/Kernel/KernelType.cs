namespace BpfGen.Btf;

/// <summary>A type that was found.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Types">Where it is from.</param>
/// <param name="Module">The module that has it; null for the kernel itself.</param>
internal sealed record KernelType(uint Id, TypeTable Types, KernelModule? Module);
