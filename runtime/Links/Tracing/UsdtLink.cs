using System;

namespace BpfGen;

/// <summary>A program's attachment to all locations of a USDT probe.</summary>
public sealed class UsdtLink : DetachableLink
{
    private readonly Action _afterwards;

    internal UsdtLink(BpfLinkSet links, int placeCount, Action afterwards)
    {
        Links = links;
        PlaceCount = placeCount;
        _afterwards = afterwards;
    }

    /// <summary>The number of locations of the probe in the binary.</summary>
    public int PlaceCount { get; }

    /// <summary>One link for all locations if the kernel supports uprobe multi links; otherwise one link for each location.</summary>
    internal BpfLinkSet Links { get; }

    /// <inheritdoc/>
    private protected override void Detach()
    {
        Links.Dispose();
        _afterwards();
    }
}
