using System;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// A program that was attached to a perf event by <c>ioctl(PERF_EVENT_IOC_SET_BPF)</c>, as on kernels before 5.15. The link owns the event.
/// </summary>
public sealed class PerfEventLink : DetachableLink
{
    private readonly FileDescriptor _perfEvent;
    private readonly Action? _afterwards;

    internal PerfEventLink(FileDescriptor perfEvent, Action? afterwards)
    {
        _perfEvent = perfEvent;
        _afterwards = afterwards;
    }

    /// <inheritdoc/>
    private protected override void Detach()
    {
        _perfEvent.Dispose();
        _afterwards?.Invoke();
    }
}
