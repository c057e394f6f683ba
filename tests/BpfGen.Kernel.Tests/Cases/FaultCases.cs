using System.Collections.Generic;
using System.Runtime.InteropServices;
using BpfGen.Interop;
using BpfGen.Kernel.Tests.Support;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>What does not go as it should.</summary>
internal static class FaultCases
{
    public static IEnumerable<Case> All => [new("a killed process leaves what it pinned", Killed)];

    private static void Killed()
    {
        var (kept, lost) = KilledProcess.StartAndKill();

        Check.Soon(() => !IsThere(lost), "the link that was not pinned is gone");
        Check.That(IsThere(kept), "the pinned link is there");
        using (var link = KernelLink.OpenPinned(KilledProcess.PinPath))
        {
            Check.Same(kept, link.Id, "the id of what is pinned");
            link.Unpin();
        }

        Check.Soon(() => !IsThere(kept), "the link is gone when nobody holds it");
    }

    private static bool IsThere(uint link)
    {
        var attributes = new IdAttributes { Id = link - 1 };
        return Bpf.Call(BpfCommand.LinkGetNextId, ref attributes) == 0 && attributes.NextId == link;
    }

    /// <summary>What the commands on ids are given.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct IdAttributes
    {
        public uint Id;
        public uint NextId;
        public uint OpenFlags;
    }
}
