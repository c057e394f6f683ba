namespace BpfGen;

/// <summary>Which packets of an interface a traffic control program sees.</summary>
public enum TcDirection
{
    /// <summary>Those that arrive.</summary>
    Ingress,

    /// <summary>Those that leave.</summary>
    Egress,
}
