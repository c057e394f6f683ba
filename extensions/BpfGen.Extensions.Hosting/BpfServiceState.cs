namespace BpfGen.Extensions.Hosting;

/// <summary>The state of an eBPF object in a host.</summary>
public enum BpfServiceState
{
    /// <summary>The host has not started the object, or has stopped it.</summary>
    Stopped,

    /// <summary>The object is loaded and attached.</summary>
    Running,

    /// <summary>The object could not be loaded or attached. With <see cref="BpfFailureMode.Retry"/>, the load is retried.</summary>
    Failed,
}
