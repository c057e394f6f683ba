namespace BpfGen;

/// <summary>At which end of a pair of netkit devices packets are sent that a program sees.</summary>
public enum NetkitEnd
{
    /// <summary>At the primary device, which is on the host as a rule.</summary>
    Primary,

    /// <summary>At its peer, which is in a container as a rule.</summary>
    Peer,
}
