using System;
using BpfGen.Interop;

namespace BpfGen.Errors;

/// <summary>What the verifier says of instructions that came with later kernels.</summary>
internal static class UnknownInstructions
{
    /// <summary>What kernels say of every atomic operation but the addition that gives nothing back.</summary>
    private const string Atomic = "BPF_STX uses reserved fields";

    private const string KernelCall = "BPF_CALL uses reserved fields";
    private static readonly Version FirstWithAtomics = new(5, 12);
    private static readonly Version FirstWithKernelCalls = new(5, 13);
    private static readonly Version FirstWithArenas = new(6, 9);

    /// <returns>Null where the log says nothing of the kind, or the kernel knows all of them.</returns>
    public static string? Explain(string log)
    {
        var kernel = RunningKernel.Version;
        return Says(log, Atomic) && kernel < FirstWithAtomics
                ? "It has atomic operations that the running kernel does not know: those that give back a value, exchange or compare came with Linux 5.12."
            : Says(log, KernelCall) && kernel < FirstWithKernelCalls
                ? $"It calls functions of the kernel that are no helpers (kfuncs), which came with Linux {FirstWithKernelCalls.ToString(2)}."
            : (Says(log, "uses reserved fields") || Says(log, "unknown opcode") || Says(log, "invalid BPF_")) && kernel < FirstWithArenas
                ? $"It may have instructions that the running kernel, {kernel.ToString(2)}, does not know: those of CPU v4 (-mcpu=v4) came with Linux 6.6, may_goto and those of arenas with 6.9."
            : null;
    }

    private static bool Says(string log, string words) => log.Contains(words, StringComparison.Ordinal);
}
