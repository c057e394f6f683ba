namespace BpfGen.Testing.Kernels;

/// <summary>A kernel on the disk of this machine.</summary>
/// <param name="Name">The name by which it was requested: <c>6.1</c>.</param>
/// <param name="Architecture">The architecture.</param>
/// <param name="Path">The path of the image (<c>vmlinuz</c>).</param>
/// <param name="ModulesFolder">The folder with kernel modules (<c>*.ko</c>), which the machine loads; null if there is none.</param>
public sealed record KernelImage(string Name, KernelArchitecture Architecture, string Path, string? ModulesFolder);
