using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BpfGen;

/// <summary>A frame of a stack, told by the file that its code is from (<c>struct bpf_stack_build_id</c>).</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct BuildIdFrame
{
    private readonly int _status;
    private readonly BuildIdBytes _buildId;
    private readonly ulong _place;

    /// <summary>What the kernel knows of it.</summary>
    public BuildIdFrameKind Kind => (BuildIdFrameKind)_status;

    /// <summary>Where in the file the instruction stands; 0 unless <see cref="Kind"/> is <see cref="BuildIdFrameKind.File"/>.</summary>
    public ulong Offset => Kind == BuildIdFrameKind.File ? _place : 0;

    /// <summary>The address of the instruction; 0 unless <see cref="Kind"/> is <see cref="BuildIdFrameKind.Address"/>.</summary>
    public ulong Address => Kind == BuildIdFrameKind.Address ? _place : 0;

    /// <summary>The file's build id in hexadecimal digits, as <c>readelf -n</c> shows it; empty unless <see cref="Kind"/> is <see cref="BuildIdFrameKind.File"/>.</summary>
    public string BuildId => Kind == BuildIdFrameKind.File ? Convert.ToHexStringLower((ReadOnlySpan<byte>)_buildId) : "";

    [InlineArray(20)]
    private struct BuildIdBytes
    {
        private byte _first;
    }
}

/// <summary>What the kernel knows of a frame (<c>enum bpf_stack_build_id_status</c>).</summary>
public enum BuildIdFrameKind
{
    /// <summary>It is none: the stack is over.</summary>
    None = 0,

    /// <summary>The build id of the file, and the place in it.</summary>
    File = 1,

    /// <summary>The address only: there is no file, or it could not be read just then.</summary>
    Address = 2,
}
