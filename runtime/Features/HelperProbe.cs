using System;
using System.IO;
using BpfGen.Btf;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen.Features;

/// <summary>Detects helpers.</summary>
internal static class HelperProbe
{
    /// <summary>
    /// Loads a program that calls the helper without arguments. The verifier rejects the call if the helper has parameters, so only
    /// messages about the helper itself count. For a helper that the program type cannot call, newer kernels say "program of this type
    /// cannot use helper", older ones "unknown func". For a helper that does not exist, all kernels say "invalid func".
    /// </summary>
    public static bool Try((ProgramType Type, int Helper) asked)
    {
        var (type, helper) = asked;
        if (type is ProgramType.Extension or ProgramType.StructOps)
        {
            throw new NotSupportedException($"Programs of type {KindNames.Of(type)} have no helpers of their own: " +
                "they can call the helpers of the program or struct that they belong to.");
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
        return Try(attributes, helper);
    }

    /// <summary>Tests whether the kernel allows a program with these attributes to call the helper.</summary>
    /// <exception cref="BpfException">The process lacks the permission or the resources to load the program.</exception>
    internal static bool Try(in ProgramLoadAttributes attributes, int helper)
    {
        using var program = ProbeProgram.TryLoad(
            attributes, [ProbeProgram.Call | ((ulong)(uint)helper << 32), ProbeProgram.ReturnZero, ProbeProgram.Exit], out var log);
        if (program is not null)
        {
            return true;
        }

        var errno = Errno.Last;
        var type = (ProgramType)attributes.Type;
        if (log.Length == 0)
        {
            ProbeProgram.ThrowIfForbidden("BPF_PROG_LOAD", errno, $"a program of type {KindNames.Of(type)}", Hints.ForProgram(errno, type));
            return false;
        }

        return !log.Contains("unknown func", StringComparison.Ordinal)
            && !log.Contains("invalid func", StringComparison.Ordinal)
            && !log.Contains("cannot use helper", StringComparison.Ordinal);
    }

    /// <summary>
    /// The BTF id of a kernel symbol that every kernel with BTF has, as the attach target of the test program; 0 if the kernel has no BTF.
    /// </summary>
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
