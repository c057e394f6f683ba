using System.Globalization;

namespace BpfGen;

/// <summary>A stack frame with the name of its function.</summary>
/// <param name="Address">The instruction's address. For a frame with a build id: the instruction's offset in the file.</param>
/// <param name="Function">The function's name; null if unknown.</param>
/// <param name="Offset">The instruction's distance from the function's start, in bytes.</param>
/// <param name="Module">The kernel module or the user-space file of the function; null for the kernel itself, or if unknown.</param>
public readonly record struct NamedFrame(ulong Address, string? Function, ulong Offset, string? Module)
{
    /// <summary>
    /// Returns the frame as <c>do_unlinkat+0x1c</c> or <c>xfs_read+0x8 [xfs]</c>, or its address if the function is unknown.
    /// </summary>
    public override string ToString()
    {
        var place = Function is null
            ? "0x" + Address.ToString("x", CultureInfo.InvariantCulture)
            : $"{Function}+0x{Offset.ToString("x", CultureInfo.InvariantCulture)}";
        return Module is null ? place : $"{place} [{Module}]";
    }
}
