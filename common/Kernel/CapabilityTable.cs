using System;
using System.Collections.Generic;

namespace BpfGen.KernelFacts;

/// <summary>The table of the capabilities' names.</summary>
internal static class CapabilityTable
{
    private const int Name = 1;

    /// <summary>The columns: the kernel's value; the name without <c>CAP_</c>.</summary>
    public static ReadOnlySpan<byte> Rows => """
        1 DAC_OVERRIDE
        2 DAC_READ_SEARCH
        12 NET_ADMIN
        13 NET_RAW
        21 SYS_ADMIN
        34 SYSLOG
        38 PERFMON
        39 BPF
        """u8;

    /// <summary>Gets the name of a capability: <c>CAP_BPF</c>.</summary>
    public static string NameOf(Capability capability) => "CAP_" + FactRow.NameOf(Rows, (uint)capability, Name);

    /// <summary>Gets the names of the capabilities in a set: <c>CAP_BPF</c>, <c>CAP_PERFMON</c>.</summary>
    /// <param name="set">One bit for each capability, at the capability's value.</param>
    public static string[] NamesOf(ulong set)
    {
        var names = new List<string>();
        foreach (Capability capability in (ReadOnlySpan<Capability>)[
            Capability.Bpf, Capability.Perfmon, Capability.SysLog, Capability.NetAdmin, Capability.NetRaw, Capability.SysAdmin,
            Capability.DacReadSearch, Capability.DacOverride])
        {
            if ((set & (1ul << (int)capability)) != 0)
            {
                names.Add(NameOf(capability));
            }
        }

        return [.. names];
    }

    /// <summary>The capabilities that every load of a signed object needs.</summary>
    public static ulong SignedLoad => WithBpf("PERFMON"u8);

    /// <summary>Reads a list of capabilities that are needed besides <c>CAP_BPF</c>: names with commas between them.</summary>
    /// <returns>The needed capabilities as a bit mask: bit n stands for the capability with value n.</returns>
    public static ulong WithBpf(ReadOnlySpan<byte> list)
    {
        var set = 1ul << (int)Capability.Bpf;
        while (!list.IsEmpty)
        {
            var row = FactRow.Find(Rows, Name, FactRow.Take(ref list, (byte)','));
            set |= row.IsMissing ? 0 : 1ul << (int)row.Number(0);
        }

        return set;
    }
}
