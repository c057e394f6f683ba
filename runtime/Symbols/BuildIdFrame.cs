using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BpfGen;

/// <summary>
/// A stack frame, identified by the build id of the file that contains its code, and by the offset in that file
/// (<c>struct bpf_stack_build_id</c>).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct BuildIdFrame
{
    private readonly int _status;
    private readonly BuildIdBytes _buildId;
    private readonly ulong _place;

    /// <summary>The kind of information that the kernel has about the frame.</summary>
    public BuildIdFrameKind Kind => (BuildIdFrameKind)_status;

    /// <summary>
    /// The instruction's offset in the file, in bytes; 0 unless <see cref="Kind"/> is <see cref="BuildIdFrameKind.File"/>.
    /// </summary>
    public ulong Offset => Kind == BuildIdFrameKind.File ? _place : 0;

    /// <summary>The instruction's address; 0 unless <see cref="Kind"/> is <see cref="BuildIdFrameKind.Address"/>.</summary>
    public ulong Address => Kind == BuildIdFrameKind.Address ? _place : 0;

    /// <summary>
    /// The file's build id in hexadecimal digits, as in <c>readelf -n</c>; empty unless <see cref="Kind"/> is
    /// <see cref="BuildIdFrameKind.File"/>.
    /// </summary>
    public string BuildId => Kind == BuildIdFrameKind.File ? Convert.ToHexStringLower((ReadOnlySpan<byte>)_buildId) : "";

    [InlineArray(20)]
    private struct BuildIdBytes
    {
        private byte _first;
    }
}

/// <summary>The kind of information that the kernel has about a stack frame (<c>enum bpf_stack_build_id_status</c>).</summary>
public enum BuildIdFrameKind
{
    /// <summary>No frame: the stack has ended.</summary>
    None = 0,

    /// <summary>The file's build id and the offset in the file.</summary>
    File = 1,

    /// <summary>The address only, because the code has no file or the file could not be read at that moment.</summary>
    Address = 2,
}
