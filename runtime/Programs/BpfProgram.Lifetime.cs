using System;
using BpfGen.Errors;
using BpfGen.Host;

namespace BpfGen;

/// <content>Pinning and disposing a program.</content>
public partial class BpfProgram
{
    /// <summary>The path of the program's pin, if this handle pinned the program or was opened from a pin; otherwise null.</summary>
    public string? PinPath { get; internal set; }

    /// <summary>
    /// Pins the program in a BPF file system. A pinned program stays loaded without this handle and without this process. Other tools can
    /// open the program by its path: <c>tc … action bpf object-pinned PATH</c>.
    /// </summary>
    /// <param name="path">The path of the pin, such as <c>/sys/fs/bpf/my-program</c>. Its directory must exist.</param>
    /// <exception cref="ArgumentException">The path is null, empty or relative.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the pin (<c>BPF_OBJ_PIN</c>): <c>EEXIST</c> if the path exists already.
    /// </exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    public void Pin(string path)
    {
        Pinning.Add(Descriptor, path, Subject);
        PinPath = path;
    }

    /// <summary>
    /// Removes the pin that <see cref="Pin"/> created or that this handle was opened from. The program stays loaded while a handle or a
    /// link holds it.
    /// </summary>
    /// <exception cref="InvalidOperationException">This handle neither pinned the program nor was opened from a pin.</exception>
    /// <exception cref="BpfException">The pin could not be removed (<c>unlink</c>).</exception>
    public void Unpin()
    {
        Pinning.Remove(PinPath, Subject);
        PinPath = null;
    }

    /// <summary>
    /// Disposes the links that this handle has created, which detaches the program, and closes the program's file descriptor. The kernel
    /// unloads the program when no link, no pin and no other file descriptor holds it.
    /// </summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes the links and closes the program's file descriptor.</summary>
    /// <param name="disposing">True if called by <see cref="Dispose()"/>, false if called by a finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Links.Dispose();
        }

        _descriptor?.Dispose();
    }

    private string Subject => $"program '{Name}' ({KindNames.Of(Type)})";
}
