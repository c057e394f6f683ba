using System;

namespace BpfGen;

/// <summary>A program on all places of a USDT probe.</summary>
public sealed class UsdtLink : DetachableLink
{
    private readonly BpfLinkSet _places;
    private readonly Action _afterwards;

    internal UsdtLink(BpfLinkSet places, Action afterwards)
    {
        _places = places;
        _afterwards = afterwards;
    }

    /// <summary>At how many places of the binary the probe stands.</summary>
    public int PlaceCount => _places.Count;

    /// <inheritdoc/>
    private protected override void Detach()
    {
        _places.Dispose();
        _afterwards();
    }
}
