using System;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>What the kernel says of a program (<c>struct bpf_prog_info</c>). What an older kernel does not know is zero.</summary>
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

    /// <summary>The id that the kernel knows the program by.</summary>
    public uint Id { get; }

    /// <summary>The type.</summary>
    public ProgramType Type { get; }

    /// <summary>The name: at most 15 characters.</summary>
    public string Name { get; }

    /// <summary>The hash of its instructions, 16 hexadecimal digits.</summary>
    public string Tag { get; }

    /// <summary>The size of its instructions as the verifier left them, in bytes.</summary>
    public uint TranslatedSize { get; }

    /// <summary>The size of its machine code in bytes; 0 where it is interpreted.</summary>
    public uint JitedSize { get; }

    /// <summary>When it was loaded: how long after the machine's start.</summary>
    public TimeSpan LoadedAfterBoot { get; }

    /// <summary>The user that loaded it.</summary>
    public uint CreatedBy { get; }

    /// <summary>Whether its licence lets it call GPL-only helpers.</summary>
    public bool IsGplCompatible { get; }

    /// <summary>The id of its BTF; 0 for none.</summary>
    public uint BtfId { get; }

    /// <summary>How many instructions the verifier went through on all paths (Linux 5.16 and later).</summary>
    public uint VerifiedInstructions { get; }

    /// <summary>How long it has run in all. Counted only while run-time statistics are on.</summary>
    public TimeSpan RunTime { get; }

    /// <summary>How often it has run. Counted only while run-time statistics are on.</summary>
    public ulong RunCount { get; }

    /// <summary>How often it did not run because it was running already.</summary>
    public ulong RecursionMisses { get; }

    private static TimeSpan FromNanoseconds(ulong nanoseconds) => TimeSpan.FromTicks((long)(nanoseconds / TimeSpan.NanosecondsPerTick));
}
