using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using BpfGen.Host;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// Type information (BTF) that is loaded in the kernel: of the kernel itself, of a kernel module, or of an eBPF object. It stays loaded
/// while a handle, a program or a map uses it.
/// </summary>
/// <remarks>All members are thread-safe. After <see cref="Dispose"/>, they throw <see cref="ObjectDisposedException"/>.</remarks>
public sealed unsafe class BtfObject : IDisposable
{
    private const int LongestName = 64;
    private readonly FileDescriptor _descriptor;

    private BtfObject(FileDescriptor descriptor)
    {
        _descriptor = descriptor;
        var name = stackalloc byte[LongestName];
        var info = new BtfInfo { Name = (ulong)name, NameLength = LongestName };
        if (Bpf.Fill(descriptor, ref info) is not 0 and var errno)
        {
            descriptor.Dispose();
            throw new BpfException("BPF_OBJ_GET_INFO_BY_FD", errno, "BTF");
        }

        Id = info.Id;
        IsKernel = info.IsKernel != 0;
        Size = (int)info.BtfSize;
        var text = new ReadOnlySpan<byte>(name, LongestName);
        Name = Encoding.UTF8.GetString(text[..Math.Max(text.IndexOf((byte)0), 0)]);
    }

    /// <summary>The id in the kernel, as in <see cref="BpfMapInfo.BtfId"/>.</summary>
    public uint Id { get; }

    /// <summary>
    /// <c>vmlinux</c> for the kernel, or the name of the kernel module. Empty for an eBPF object, and before Linux 5.11.
    /// </summary>
    public string Name { get; }

    /// <summary>Whether the types belong to the kernel or to a kernel module. False for an eBPF object, and before Linux 5.11.</summary>
    public bool IsKernel { get; }

    /// <summary>The size in bytes.</summary>
    public int Size { get; }

    /// <summary>The file descriptor, for system calls that BpfGen does not wrap. Do not dispose it; dispose this object.</summary>
    public SafeHandle Handle => _descriptor;

    /// <summary>Opens BTF by its id.</summary>
    /// <param name="id">The id.</param>
    /// <returns>A new handle. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The id does not exist (<c>ENOENT</c>), or the kernel rejected <c>BPF_BTF_GET_FD_BY_ID</c>, which requires <c>CAP_SYS_ADMIN</c>.
    /// </exception>
    public static BtfObject OpenById(uint id) => new(
        ObjectOpening.ById(BpfCommand.BtfGetFdById, id) ?? throw ObjectIds.Failure(BpfCommand.BtfGetFdById, Errno.Last, $"BTF of id {id}"));

    /// <summary>Opens all BTF of the machine. BTF that disappears during the enumeration is skipped.</summary>
    /// <returns>The BTF, in the order of the ids. Each handle is opened when the enumeration reaches it. Dispose each handle.</returns>
    /// <exception cref="BpfException">
    /// On enumeration: the kernel rejected <c>BPF_BTF_GET_NEXT_ID</c> (Linux 5.4) or <c>BPF_BTF_GET_FD_BY_ID</c>. Both require
    /// <c>CAP_SYS_ADMIN</c>.
    /// </exception>
    public static IEnumerable<BtfObject> OpenAll()
    {
        foreach (var descriptor in ObjectIds.OpenAll(BpfCommand.BtfGetNextId, BpfCommand.BtfGetFdById, "BTF", "BTF"))
        {
            yield return new BtfObject(descriptor);
        }
    }

    /// <summary>Reads the data: a header, types and names, in the machine's byte order.</summary>
    /// <returns>The bytes, in the format of a section <c>.BTF</c> and of <c>/sys/kernel/btf/vmlinux</c>.</returns>
    /// <exception cref="BpfException">The kernel rejected <c>BPF_OBJ_GET_INFO_BY_FD</c>.</exception>
    public byte[] Read() =>
        BtfReadback.Read(_descriptor) ?? throw new BpfException("BPF_OBJ_GET_INFO_BY_FD", Errno.Last, $"BTF of id {Id}");

    /// <summary>Closes this handle.</summary>
    public void Dispose() => _descriptor.Dispose();
}
