using System;
using System.Collections.Generic;
using BpfGen.Btf;
using BpfGen.CoreRelocations;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// The types of a kernel (BTF), usually from a file. With a file, CO-RE objects load on kernels that have no BTF of their own. BTFHub has
/// such files for the kernels of many distributions. libbpf's <c>btf_custom_path</c> does the same.
/// </summary>
/// <remarks>All members are thread-safe. One instance serves any number of loads.</remarks>
/// <example>
/// <code>
/// using var btf = KernelBtf.FromFile("5.4.0-150-generic.btf");
/// using var probe = Probe.Load(new() { KernelBtf = btf });
///
/// var isNew = KernelBtf.OfRunningKernel().HasField("task_struct", "__state");
/// </code>
/// </example>
public abstract partial class KernelBtf : IDisposable
{
    private protected KernelBtf()
    {
    }

    /// <summary>Opens a file with the types of a kernel.</summary>
    /// <param name="path">A BTF file, or an ELF file with a section <c>.BTF</c>, such as <c>vmlinux</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="BpfException">The file cannot be read, or it is not BTF of this machine's byte order.</exception>
    public static KernelBtf FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileKernelBtf(BtfFile.Open(path));
    }

    /// <summary>
    /// Returns the types of the running kernel and of its modules. If you set these types in the load options, the loader resolves CO-RE
    /// relocations itself, although the kernel could. Use this for deeply nested types: the kernel limits the depth to which it compares
    /// types, the loader does not.
    /// </summary>
    public static KernelBtf OfRunningKernel() => new RunningKernelBtf();

    /// <summary>Closes the file. Loads that already use the types go on; later loads fail.</summary>
    public abstract void Dispose();

    /// <summary>
    /// Opens the kernel's types for one load: the types in the load options, or the types of the running kernel if the options have none.
    /// </summary>
    /// <returns>The types, or null if the running kernel has no BTF file.</returns>
    internal static KernelBtfIndex? TryOpen(KernelBtf? given) => given is null ? KernelBtfIndex.TryOpen() : given.OpenIndex();

    /// <summary>Opens the types for one load; null if the running kernel has no BTF file.</summary>
    internal abstract KernelBtfIndex? OpenIndex();

    /// <summary>Creates the resolver of an object's CO-RE relocations.</summary>
    /// <param name="types">The object's BTF.</param>
    /// <param name="roots">The ids of the object's types at which its CO-RE relocations begin.</param>
    /// <param name="held">The list that receives the opened types, which must stay open while the resolver is used.</param>
    /// <exception cref="System.IO.InvalidDataException">The BTF of the kernel or of a module is damaged.</exception>
    internal virtual ICoreResolver OpenResolver(byte[] types, IEnumerable<uint> roots, List<IDisposable> held)
    {
        var local = new BtfTypeList(types, BitConverter.IsLittleEndian);
        var candidates = new KernelCandidates(OpenIndex());
        held.Add(candidates);
        candidates.Search(local, roots);
        return new CoreResolver(local, candidates, BitConverter.IsLittleEndian);
    }

    private sealed class RunningKernelBtf : KernelBtf
    {
        public override void Dispose()
        {
        }

        internal override KernelBtfIndex? OpenIndex() => KernelBtfIndex.TryOpen();
    }

    private sealed class FileKernelBtf(BtfImage image) : KernelBtf
    {
        private volatile bool _isDisposed;

        public override void Dispose()
        {
            _isDisposed = true;
            image.Dispose();
        }

        internal override KernelBtfIndex? OpenIndex()
        {
            Disposed.ThrowIf(_isDisposed, "the kernel BTF");
            try
            {
                return KernelBtfIndex.Of(image);
            }
            catch (ObjectDisposedException)
            {
                // Another thread disposed the file after the check.
                Disposed.ThrowIf(condition: true, "the kernel BTF");
                throw;
            }
        }
    }
}
