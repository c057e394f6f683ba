using System;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// The kernel's information about a program (<c>struct bpf_prog_info</c>). Values that an older kernel does not report are zero.
/// </summary>
public readonly record struct BpfProgramInfo
{
    internal BpfProgramInfo(in ProgramInfo info)
    {
        Id = info.Id;
        Type = (ProgramType)info.Type;
        Name = info.Name.ToString();
        Tag = Convert.ToHexStringLower(BitConverter.GetBytes(info.Tag));
        TranslatedSize = info.TranslatedSize;
        JitedSize = info.JitedSize;
        LoadedAfterBoot = FromNanoseconds(info.LoadTime);
        CreatedBy = info.CreatedBy;
        IsGplCompatible = (info.IsGplCompatible & 1) != 0;
        BtfId = info.BtfId;
        VerifiedInstructions = info.VerifiedInstructions;
        RunTime = FromNanoseconds(info.RunTime);
        RunCount = info.RunCount;
        RecursionMisses = info.RecursionMisses;
    }

    /// <summary>The kernel's id of the program.</summary>
    public uint Id { get; }

    /// <summary>The program type.</summary>
    public ProgramType Type { get; }

    /// <summary>The program's name in the kernel: at most 15 characters.</summary>
    public string Name { get; }

    /// <summary>The hash of the program's instructions: 16 hexadecimal digits.</summary>
    public string Tag { get; }

    /// <summary>The size of the program's instructions after verification, in bytes.</summary>
    public uint TranslatedSize { get; }

    /// <summary>The size of the program's machine code in bytes; 0 if the program is interpreted.</summary>
    public uint JitedSize { get; }

    /// <summary>The time from the machine's start to the program's load.</summary>
    public TimeSpan LoadedAfterBoot { get; }

    /// <summary>The id of the user who loaded the program.</summary>
    public uint CreatedBy { get; }

    /// <summary>Whether the program's license allows calls of GPL-only helpers.</summary>
    public bool IsGplCompatible { get; }

    /// <summary>The id of the program's BTF; 0 if it has none.</summary>
    public uint BtfId { get; }

    /// <summary>The number of instructions that the verifier processed, on all paths together. Since Linux 5.16.</summary>
    public uint VerifiedInstructions { get; }

    /// <summary>
    /// The program's total run time. The kernel counts it only while run-time statistics are on (<see cref="BpfStatistics"/>).
    /// </summary>
    public TimeSpan RunTime { get; }

    /// <summary>The number of runs. The kernel counts runs only while run-time statistics are on (<see cref="BpfStatistics"/>).</summary>
    public ulong RunCount { get; }

    /// <summary>The number of runs that the kernel skipped because the program was already running. Since Linux 5.12.</summary>
    public ulong RecursionMisses { get; }

    private static TimeSpan FromNanoseconds(ulong nanoseconds) => TimeSpan.FromTicks((long)(nanoseconds / TimeSpan.NanosecondsPerTick));
}
