using System;

namespace BpfGen;

/// <summary>A program on all places of a USDT probe.</summary>
public sealed class UsdtLink : DetachableLink
{
    private readonly Action _afterwards;

    internal UsdtLink(BpfLinkSet links, int placeCount, Action afterwards)
    {
        Links = links;
        PlaceCount = placeCount;
        _afterwards = afterwards;
    }

    /// <summary>At how many places of the binary the probe stands.</summary>
    public int PlaceCount { get; }

    /// <summary>One link for all places where the kernel has such, and one for each on others.</summary>
    internal BpfLinkSet Links { get; }

    /// <inheritdoc/>
    private protected override void Detach()
    {
        Links.Dispose();
        _afterwards();
    }
}
