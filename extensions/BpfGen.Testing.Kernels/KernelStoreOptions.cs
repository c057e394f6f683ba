using System;

namespace BpfGen.Testing.Kernels;

/// <summary>The settings of a <see cref="KernelStore"/>.</summary>
public sealed record KernelStoreOptions
{
    /// <summary>
    /// The folder for kernels. The default is that of the variable <c>BPFGEN_VM_CACHE</c>, or else <c>bpfgen-vm</c> in
    /// <c>XDG_CACHE_HOME</c> or <c>~/.cache</c>.
    /// </summary>
    public string Folder { get; init; } = Environment.GetEnvironmentVariable("BPFGEN_VM_CACHE") is { Length: > 0 } folder
        ? folder
        : System.IO.Path.Combine(
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
                ? cache
                : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
            "bpfgen-vm");

    /// <summary>Whether to fetch the newest kernel of a suite, although the cache has one.</summary>
    public bool Refresh { get; init; }

    /// <summary>
    /// The address of a Debian mirror, or null for that of the system's apt. The default is that of the variable <c>BPFGEN_VM_MIRROR</c>,
    /// which systems other than Debian need.
    /// </summary>
    public string? Mirror { get; init; } = Environment.GetEnvironmentVariable("BPFGEN_VM_MIRROR") is { Length: > 0 } mirror ? mirror : null;
}
