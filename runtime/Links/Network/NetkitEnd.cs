namespace BpfGen;

/// <summary>The device of a netkit pair whose sent packets a program sees.</summary>
public enum NetkitEnd
{
    /// <summary>The primary device, usually on the host.</summary>
    Primary,

    /// <summary>The peer device, usually in a container.</summary>
    Peer,
}
