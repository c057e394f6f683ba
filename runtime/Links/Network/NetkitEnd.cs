namespace BpfGen;

/// <summary>One device of a netkit pair. The program sees the packets that this device sends.</summary>
public enum NetkitEnd
{
    /// <summary>The primary device, usually on the host.</summary>
    Primary,

    /// <summary>The peer device, usually in a container.</summary>
    Peer,
}
