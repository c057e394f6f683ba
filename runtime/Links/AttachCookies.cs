using BpfGen.Interop;
using BpfGen.KernelFacts;

namespace BpfGen.Links;

/// <summary>
/// Tells whether the kernel supports attach cookies: values by which a program that is attached several times can tell which attachment
/// runs it (<c>LINUX_HAS_BPF_COOKIE</c>).
/// </summary>
internal static class AttachCookies
{
    /// <summary>Whether the kernel is at least 5.15, which added attach cookies together with links to perf events.</summary>
    public static bool Exist { get; } = RunningKernel.Version >= AttachTypeTable.FirstKernel(AttachType.PerfEvent);
}
