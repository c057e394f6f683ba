using System;
using BpfGen.Btf;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// The types of a kernel (BTF) from a file. With it, CO-RE objects load on kernels that have no BTF of their own. BTFHub has such files for
/// the kernels of many distributions. libbpf's <c>btf_custom_path</c> does the same.
/// </summary>
/// <remarks>All members are safe to call from several threads. One instance serves any number of loads.</remarks>
/// <example>
/// <code>
/// using var btf = KernelBtf.FromFile("5.4.0-150-generic.btf");
/// using var probe = Probe.Load(new() { KernelBtf = btf });
/// </code>
/// </example>
public abstract class KernelBtf : IDisposable
{
    private protected KernelBtf()
    {
    }

    /// <summary>Reads the types of a kernel from a file.</summary>
    /// <param name="path">A file of BTF, or an ELF file with a section <c>.BTF</c>, such as <c>vmlinux</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="BpfException">The file cannot be read, or it is not BTF of this machine's byte order.</exception>
    public static KernelBtf FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileKernelBtf(BtfFile.Open(path));
    }

    /// <summary>Closes the file. Loads that use the types must have ended.</summary>
    public abstract void Dispose();

    /// <summary>Creates the relocator for one load.</summary>
    internal abstract CoreRelocator CreateRelocator();

    private sealed class FileKernelBtf(BtfImage image) : KernelBtf
    {
        private bool _isDisposed;

        public override void Dispose()
        {
            _isDisposed = true;
            image.Dispose();
        }

        internal override CoreRelocator CreateRelocator()
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return new FileCoreRelocator(image);
        }
    }
}
