namespace BpfGen.Btf;

/// <summary>A BTF type of the kernel or of a module.</summary>
/// <param name="Id">The id of the type.</param>
/// <param name="Types">The table that contains the type.</param>
/// <param name="Module">The module that has the type; null for the kernel.</param>
internal sealed record KernelType(uint Id, TypeTable Types, KernelModule? Module);
