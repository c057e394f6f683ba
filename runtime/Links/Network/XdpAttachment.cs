namespace BpfGen;

/// <summary>The XDP programs of a network interface, by their ids; 0 where there is none.</summary>
/// <param name="GenericProgramId">The one behind the driver.</param>
/// <param name="NativeProgramId">The one in the driver.</param>
/// <param name="OffloadedProgramId">The one in the network card.</param>
public readonly record struct XdpAttachment(uint GenericProgramId, uint NativeProgramId, uint OffloadedProgramId)
{
    /// <summary>Whether there is any.</summary>
    public bool IsAttached => GenericProgramId != 0 || NativeProgramId != 0 || OffloadedProgramId != 0;
}
