using System;
using System.IO;
using BpfGen.Btf;
using BpfGen.Errors;
using BpfGen.Host;
using BpfGen.Interop;

namespace BpfGen.Features;

/// <summary>Detects features that are not a map type, program type, helper or link.</summary>
internal static unsafe class FeatureProbe
{
    private const uint XdpFragmentsFlag = 1 << 5;
    private const uint KfuncCall = 2 << 12;
    private const uint MapValue = 2 << 12;
    private const ulong LoadWide = 0x18;
    private const int AttachCookieHelper = 174;

    public static bool Try(KernelFeature feature) => feature switch
    {
        KernelFeature.Btf => File.Exists(KernelBtfIndex.Path),
        KernelFeature.GlobalData => TryGlobalData(),
        KernelFeature.CoreRelocations => TryCoreRelocations(),
        KernelFeature.Kfuncs => TryKfuncs(),
        KernelFeature.SleepablePrograms => TryFlag(ProgramType.SocketFilter, ProbeProgram.Sleepable),
        KernelFeature.XdpFragments => TryFlag(ProgramType.Xdp, XdpFragmentsFlag),
        KernelFeature.AttachCookies => KernelFeatures.Has(ProgramType.Kprobe, AttachCookieHelper),
        KernelFeature.ProgramSignatures => TrySignature(),
        _ => LinkProbe.Try(feature),
    };

    private static bool TryGlobalData()
    {
        MemoryLimit.Lift();
        var map = new MapCreateAttributes
        {
            Type = (uint)MapType.Array,
            KeySize = 4,
            ValueSize = 8,
            MaxEntries = 1,
            Name = KernelObjectName.Of("probe"),
        };
        var fd = Bpf.Call(BpfCommand.MapCreate, ref map);
        if (fd < 0)
        {
            ProbeProgram.ThrowIfForbidden("BPF_MAP_CREATE", Errno.Last, "a map", Hints.ForMap(Errno.Last, MapType.Array));
            return false;
        }

        using var descriptor = new FileDescriptor(fd);
        return TryLoad(
            ProbeProgram.Attributes(ProgramType.SocketFilter),
            [LoadWide | MapValue | ((ulong)fd << 32), 0, ProbeProgram.ReturnZero, ProbeProgram.Exit],
            out _);
    }

    /// <summary>
    /// Loads a program whose attributes state a size of CO-RE relocation records, but contain no records. Kernels that resolve CO-RE
    /// relocations accept the size. Older kernels reject every size except zero.
    /// </summary>
    private static bool TryCoreRelocations()
    {
        var attributes = ProbeProgram.Attributes(ProgramType.SocketFilter);
        attributes.CoreRelocationRecordSize = 16;
        return TryLoad(attributes, [ProbeProgram.ReturnZero, ProbeProgram.Exit], out _);
    }

    /// <summary>
    /// Loads a program that calls type 1 of the kernel's BTF, which is an integer type and not a function. A kernel that supports kfuncs
    /// reports in the log that type 1 is no function.
    /// </summary>
    private static bool TryKfuncs()
    {
        var attributes = ProbeProgram.Attributes(ProgramType.SchedCls);
        return TryLoad(attributes, [ProbeProgram.Call | KfuncCall | (1ul << 32), ProbeProgram.ReturnZero, ProbeProgram.Exit], out var log)
            || log.Contains("kernel btf_id", StringComparison.Ordinal);
    }

    /// <summary>
    /// Loads a program with a signature of one byte. A kernel that verifies signatures finds that this is none. Older kernels reject the
    /// attributes, and kernels without the option reject every signature.
    /// </summary>
    private static bool TrySignature()
    {
        byte signature = 0;
        var attributes = new SignedProgramAttributes
        {
            Program = ProbeProgram.Attributes(ProgramType.SocketFilter),
            Signature = (ulong)(&signature),
            SignatureSize = sizeof(byte),
        };
        using var program = ProbeProgram.TryLoad(ref attributes, [ProbeProgram.ReturnZero, ProbeProgram.Exit], out _);
        if (program is not null)
        {
            return true;
        }

        var errno = Errno.Last;
        ProbeProgram.ThrowIfForbidden("BPF_PROG_LOAD", errno, "a program", Hints.ForProgram(errno, ProgramType.SocketFilter));
        return errno is not (Errno.EINVAL or Errno.E2BIG or Errno.EOPNOTSUPP);
    }

    /// <summary>
    /// Loads a program with a flag. If the kernel does not support the flag, it rejects the program before verification, so the log stays
    /// empty.
    /// </summary>
    private static bool TryFlag(ProgramType type, uint flag)
    {
        var attributes = ProbeProgram.Attributes(type);
        attributes.Flags |= flag;
        return TryLoad(attributes, [ProbeProgram.ReturnZero, ProbeProgram.Exit], out var log) || log.Length > 0;
    }

    private static bool TryLoad(ProgramLoadAttributes attributes, ReadOnlySpan<ulong> instructions, out string log)
    {
        using var program = ProbeProgram.TryLoad(attributes, instructions, out log);
        if (program is not null)
        {
            return true;
        }

        var errno = Errno.Last;
        ProbeProgram.ThrowIfForbidden("BPF_PROG_LOAD", errno, "a program", Hints.ForProgram(errno, (ProgramType)attributes.Type));
        return false;
    }
}
