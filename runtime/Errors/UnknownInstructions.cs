using System;
using BpfGen.Interop;
using BpfGen.KernelFacts;

namespace BpfGen.Errors;

/// <summary>Explains the verifier's messages about instructions that came with later kernels.</summary>
internal static class UnknownInstructions
{
    /// <summary>The verifier's message on older kernels for every atomic operation except an addition that returns nothing.</summary>
    private const string Atomic = "BPF_STX uses reserved fields";

    private const string KernelCall = "BPF_CALL uses reserved fields";

    /// <summary>Finds out whether a program has instructions that are newer than the running kernel.</summary>
    /// <returns>
    /// A sentence for the message; null if the log does not complain about an instruction, or the kernel supports all instructions.
    /// </returns>
    public static string? Explain(string log)
    {
        var kernel = RunningKernel.Version;
        return Has(log, Atomic) && kernel < FirstKernels.Atomics
                ? "The program has atomic operations that the running kernel does not support: "
                    + $"operations that return, exchange or compare values came with Linux {FirstKernels.Atomics.ToString(2)}."
            : Has(log, KernelCall) && kernel < FirstKernels.Kfuncs
                ? $"The program calls kernel functions (kfuncs), which came with Linux {FirstKernels.Kfuncs.ToString(2)}."
            : (Has(log, "uses reserved fields") || Has(log, "unknown opcode") || Has(log, "invalid BPF_"))
                && kernel < FirstKernels.ArenaInstructions
                ? $"The program may have instructions that the running kernel, {kernel.ToString(2)}, does not support: "
                    + $"instructions of CPU v4 (-mcpu=v4) came with Linux {FirstKernels.CpuV4.ToString(2)}, "
                    + $"may_goto and the instructions for arenas came with {FirstKernels.ArenaInstructions.ToString(2)}."
            : null;
    }

    private static bool Has(string log, string words) => log.AsSpan().IndexOf(words) >= 0;
}
