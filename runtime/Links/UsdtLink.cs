using System;
using System.Threading;

namespace BpfGen;

/// <summary>A program on all places of a USDT probe.</summary>
public sealed class UsdtLink : BpfLink
{
    private readonly BpfLinkSet _places;
    private Action? _afterwards;

    internal UsdtLink(BpfLinkSet places, Action afterwards)
    {
        _places = places;
        _afterwards = afterwards;
    }

    /// <summary>At how many places of the binary the probe stands.</summary>
    public int PlaceCount => _places.Count;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _places.Dispose();
        Interlocked.Exchange(ref _afterwards, null)?.Invoke();
    }
}
