namespace BpfGen;

/// <summary>The ids of a network interface's XDP programs; 0 for none.</summary>
/// <param name="GenericProgramId">The id of the program in the generic network code.</param>
/// <param name="NativeProgramId">The id of the program in the driver.</param>
/// <param name="OffloadedProgramId">The id of the program on the network card.</param>
public readonly record struct XdpAttachment(uint GenericProgramId, uint NativeProgramId, uint OffloadedProgramId)
{
    /// <summary>Whether the interface has an XDP program.</summary>
    public bool IsAttached => GenericProgramId != 0 || NativeProgramId != 0 || OffloadedProgramId != 0;
}
