using System;
using System.Threading;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// A program on a perf event, attached as kernels before 5.15 do it: by <c>ioctl(PERF_EVENT_IOC_SET_BPF)</c>. The event is this link's own.
/// </summary>
public sealed class PerfEventLink : BpfLink
{
    private readonly FileDescriptor _perfEvent;
    private Action? _afterwards;

    internal PerfEventLink(FileDescriptor perfEvent, Action? afterwards)
    {
        _perfEvent = perfEvent;
        _afterwards = afterwards;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _perfEvent.Dispose();
        Interlocked.Exchange(ref _afterwards, null)?.Invoke();
    }
}
