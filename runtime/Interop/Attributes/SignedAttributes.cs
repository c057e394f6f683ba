using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>The attributes of <c>BPF_MAP_CREATE</c> for a map that only one program can use (Linux 6.18).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ExclusiveMapAttributes
{
    public MapCreateAttributes Map;

    /// <summary>The address of the SHA-256 hash of the program's instructions.</summary>
    public ulong ProgramHash;
    public uint ProgramHashSize;
    public uint Padding;
}

/// <summary>The attributes of <c>BPF_PROG_LOAD</c> for a program with a signature (Linux 6.18).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SignedProgramAttributes
{
    public ProgramLoadAttributes Program;
    public ulong Signature;
    public uint SignatureSize;
    public int KeyringId;
}

/// <summary>The information about a map with the hash of its contents, which the kernel computes (Linux 6.18).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct HashedMapInfo
{
    public MapInfo Map;

    /// <summary>The address of the space for the hash.</summary>
    public ulong Hash;
    public uint HashSize;
    public uint Padding;
}
