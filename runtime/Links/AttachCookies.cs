using BpfGen.Interop;
using BpfGen.KernelFacts;

namespace BpfGen.Links;

/// <summary>Whether a program can be told apart by a cookie at each place that it is attached to (<c>LINUX_HAS_BPF_COOKIE</c>).</summary>
internal static class AttachCookies
{
    /// <summary>They came with the links of perf events.</summary>
    public static bool Exist { get; } = RunningKernel.Version >= AttachTypeTable.FirstKernel(AttachType.PerfEvent);
}
