using System;
using System.IO;
using BpfGen.Btf;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen.Features;

/// <summary>Tries helpers.</summary>
internal static class HelperProbe
{
    /// <summary>
    /// The call has no arguments, so that the verifier refuses what has parameters: only what it says of the helper itself counts. Newer kernels say
    /// "program of this type cannot use helper", older ones "unknown func", and all of them "invalid func" of what they do not have.
    /// </summary>
    public static bool Try((ProgramType Type, int Helper) asked)
    {
        var (type, helper) = asked;
        if (type is ProgramType.Extension or ProgramType.StructOps)
        {
            throw new NotSupportedException($"Programs of type {KindNames.Of(type)} have the helpers of what they belong to.");
        }

        if (!KernelFeatures.Has(type))
        {
            return false;
        }

        var attributes = ProbeProgram.Attributes(type);
        attributes.AttachBtfId = type switch
        {
            ProgramType.Tracing => Target(new("btf_trace_task_rename", KernelSymbolKind.Typedef)),
            ProgramType.Lsm => Target(new("bpf_lsm_file_open", KernelSymbolKind.Function)),
            _ => 0,
        };
        using var program = ProbeProgram.TryLoad(
            ref attributes, [ProbeProgram.Call | ((ulong)(uint)helper << 32), ProbeProgram.ReturnZero, ProbeProgram.Exit], out var log);
        if (program is not null)
        {
            return true;
        }

        var errno = Errno.Last;
        if (log.Length == 0)
        {
            ProbeProgram.ThrowIfForbidden("BPF_PROG_LOAD", errno, $"a program of type {KindNames.Of(type)}", Hints.ForProgram(errno, type));
            return false;
        }

        return !log.Contains("unknown func", StringComparison.Ordinal)
            && !log.Contains("invalid func", StringComparison.Ordinal)
            && !log.Contains("cannot use helper", StringComparison.Ordinal);
    }

    /// <summary>Something that every kernel has that has its types.</summary>
    private static uint Target(KernelSymbol symbol)
    {
        try
        {
            using var types = KernelBtfIndex.TryOpen();
            return types?.Find([symbol], [0])[0]?.Id ?? 0;
        }
        catch (InvalidDataException)
        {
            return 0;
        }
    }
}
