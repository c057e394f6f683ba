using System;
using BpfGen.Host;
using BpfGen.Interop;

namespace BpfGen.Btf;

/// <summary>
/// An object's BTF in the kernel, or the reason why the kernel rejected it. An object without BTF has neither. This struct also has the BPF
/// token that all commands of the load use, and what their error messages need.
/// </summary>
/// <param name="descriptor">The BTF in the kernel; null for none.</param>
/// <param name="token">The BPF token of the load. The loader closes the token, not this struct.</param>
/// <param name="refusal">The reason why the kernel rejected the BTF; null if it accepted the BTF, or if the object has none.</param>
internal readonly struct LoadedBtf(FileDescriptor? descriptor, BpfToken token, BtfRejection? refusal = null) : IDisposable
{
    public FileDescriptor? Descriptor => descriptor;

    public BtfRejection? Refusal => refusal;

    public BpfToken Token => token;

    /// <summary>For messages: the capabilities that the whole object needs. Bit N stands for capability number N.</summary>
    public ulong Capabilities { get; init; }

    /// <summary>
    /// Adds the rejection of the BTF to the hint for a later error, because the rejection may be the cause of that error.
    /// </summary>
    public string? Explain(string? hint) =>
        refusal is null or { Errno: Errno.EPERM } ? hint : $"{refusal.Describe()}{(hint is null ? "" : " " + hint)}";

    public void Dispose() => descriptor?.Dispose();
}
