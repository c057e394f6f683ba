namespace BpfGen.Extensions.Hosting;

/// <summary>What happens if an eBPF object cannot be loaded or attached when the host starts.</summary>
public enum BpfFailureMode
{
    /// <summary>The start of the host fails with the exception of the load.</summary>
    StopHost,

    /// <summary>
    /// The host starts without the object, whose health check is unhealthy. The load is retried until it succeeds or the host stops.
    /// </summary>
    Retry,
}
