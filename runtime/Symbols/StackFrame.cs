using System.Globalization;

namespace BpfGen;

/// <summary>A frame of a stack by the name of its function.</summary>
/// <param name="Address">The address of the instruction or, of a frame that is told by a build id, its place in the file.</param>
/// <param name="Function">The function; null where none is known there.</param>
/// <param name="Offset">How far behind the function's start the instruction stands, in bytes.</param>
/// <param name="Module">The kernel's module, or the file of user space, that it is from; null for the kernel itself, and where it is not known.</param>
public readonly record struct StackFrame(ulong Address, string? Function, ulong Offset, string? Module)
{
    /// <summary>The frame as <c>do_unlinkat+0x1c</c>, <c>xfs_read+0x8 [xfs]</c>, or its address.</summary>
    public override string ToString()
    {
        var place = Function is null
            ? "0x" + Address.ToString("x", CultureInfo.InvariantCulture)
            : $"{Function}+0x{Offset.ToString("x", CultureInfo.InvariantCulture)}";
        return Module is null ? place : $"{place} [{Module}]";
    }
}
