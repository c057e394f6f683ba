using System;
using BpfGen.Interop;

namespace BpfGen.Btf;

/// <summary>An object's types (BTF) as the kernel has them, or why it does not; neither where the object has none.</summary>
internal readonly struct LoadedBtf(FileDescriptor? descriptor, BtfRejection? refusal = null) : IDisposable
{
    public FileDescriptor? Descriptor => descriptor;

    /// <summary>Why the kernel did not take them; null where it did, or was not asked.</summary>
    public BtfRejection? Refusal => refusal;

    /// <summary>What usually fixes an error, and before it what may be behind it: that the kernel has not got the types.</summary>
    public string? Explain(string? hint) => refusal is null or { Errno: Errno.EPERM } ? hint : $"{refusal.Describe()}{(hint is null ? "" : " " + hint)}";

    public void Dispose() => descriptor?.Dispose();
}
