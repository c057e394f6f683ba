using System;
using System.Text;
using BpfGen.Interop;
using BpfGen.Wire;

namespace BpfGen.Loading;

/// <summary>The result of a run of the loader program: what it has created, and where it failed.</summary>
/// <param name="result">The return value of the program: 0, or a negative error number.</param>
/// <param name="context">The context of the program after the run.</param>
internal readonly ref struct LoaderRun(int result, ReadOnlySpan<byte> context)
{
    private readonly ReadOnlySpan<byte> _context = context;

    /// <summary>The error number; 0 if the program succeeded.</summary>
    public int Errno { get; } = result < 0 ? -result : 0;

    public LoaderStep Step => (LoaderStep)BitConverter.ToInt32(_context[LoaderContext.Step..]);

    /// <summary>The index of the map or program of the step, or the offset of the symbol's name.</summary>
    public int Subject => BitConverter.ToInt32(_context[LoaderContext.Subject..]);

    /// <summary>The name of the symbol that the step looks for.</summary>
    public string SymbolIn(ReadOnlySpan<byte> data)
    {
        var name = data[Subject..];
        var end = name.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
    }

    /// <summary>Takes a file descriptor that the program has opened; null if it has not opened it.</summary>
    /// <param name="index">The place of the descriptor: see <see cref="LoaderContext.Descriptors"/>.</param>
    public FileDescriptor? Take(int index) => NumberAt(index) is >= 0 and var fd ? new FileDescriptor(fd) : null;

    /// <summary>
    /// Closes the file descriptor of the types of a module. The program writes 0 for a symbol of the kernel itself, which needs none.
    /// </summary>
    public void CloseModule(int index)
    {
        if (NumberAt(index) is > 0 and var fd)
        {
            _ = Libc.Close(fd);
        }
    }

    private int NumberAt(int index) => BitConverter.ToInt32(_context[(LoaderContext.Descriptors + (index * sizeof(int)))..]);
}
