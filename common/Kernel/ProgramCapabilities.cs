namespace BpfGen.KernelFacts;

/// <summary>The capabilities that a program needs.</summary>
internal static class ProgramCapabilities
{
    /// <summary>Gets the capabilities that a process needs to load a program and to attach it.</summary>
    /// <param name="type">The program type.</param>
    /// <param name="hook">The attach type; 0 if the program type has none.</param>
    /// <returns>The capabilities as a bit mask: bit n stands for the capability with value n.</returns>
    public static ulong Of(ProgramType type, AttachType hook)
    {
        var needed = ProgramTypeTable.CapabilitiesFor(type);

        // Attach type 0 is CgroupInetIngress for CgroupSkb programs. For other program types, it means that there is no attach type.
        if (hook != 0 || type == ProgramType.CgroupSkb)
        {
            needed |= AttachTypeTable.CapabilitiesFor(hook);
        }

        // By default, only root can read the files that describe tracepoints. Other users need CAP_DAC_READ_SEARCH.
        if (type == ProgramType.Tracepoint)
        {
            needed |= 1ul << (int)Capability.DacReadSearch;
        }

        return needed;
    }
}
