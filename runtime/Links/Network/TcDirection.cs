namespace BpfGen;

/// <summary>The direction of the packets that a traffic control program sees.</summary>
public enum TcDirection
{
    /// <summary>Received packets.</summary>
    Ingress,

    /// <summary>Sent packets.</summary>
    Egress,
}
