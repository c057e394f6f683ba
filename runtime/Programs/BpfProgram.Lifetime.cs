using System;
using BpfGen.Errors;
using BpfGen.Host;

namespace BpfGen;

/// <content>How long a program stays.</content>
public partial class BpfProgram
{
    /// <summary>Where this handle has pinned the program, or where it was opened; null where it is not known to be pinned.</summary>
    public string? PinPath { get; internal set; }

    /// <summary>
    /// Gives the program a name in a BPF file system, which keeps it loaded without this handle and without this process, and by which other tools find it:
    /// <c>tc … action bpf object-pinned PATH</c>.
    /// </summary>
    /// <param name="path">The path: <c>/sys/fs/bpf/my-program</c>. Its folder has to be there.</param>
    /// <exception cref="BpfException">The kernel refuses (<c>BPF_OBJ_PIN</c>): <c>EEXIST</c> where the name is taken.</exception>
    public void Pin(string path)
    {
        Pinning.Add(Descriptor, path, Subject);
        PinPath = path;
    }

    /// <summary>Removes the name that <see cref="Pin"/> gave, or that the program was opened by. The program stays, as long as this handle or what it is attached to does.</summary>
    /// <exception cref="InvalidOperationException">The program was not pinned or opened by a name through this handle.</exception>
    /// <exception cref="BpfException">The name cannot be removed (<c>unlink</c>).</exception>
    public void Unpin()
    {
        Pinning.Remove(PinPath, Subject);
        PinPath = null;
    }

    /// <summary>Lets go of the program. It is gone from the kernel when nothing that it is attached to, and no pin, holds it.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of the program.</summary>
    /// <param name="disposing">Whether this is <see cref="Dispose()"/> and not a finalizer.</param>
    protected virtual void Dispose(bool disposing) => _descriptor?.Dispose();

    private string Subject => $"program '{Name}' ({KindNames.Of(Type)})";
}
