using System;
using System.Linq;
using BpfGen.Errors;
using BpfGen.Features;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>What the kernel has is found out by trying: the answers have to be those of what is known of its version.</summary>
[Collection(KernelTests.Name)]
public sealed class KernelFeaturesTests
{
    private const int MapLookup = 1;
    private const int RedirectPacket = 23;
    private const int RingBufferOutput = 130;
    private const int NoHelper = 99_999;

    public KernelFeaturesTests() => Kernel.NetworkRequired();

    public static TheoryData<MapType> Maps => [.. Enum.GetValues<MapType>().Where(type => type is not (MapType.Unspecified or MapType.RHash))];

    /// <summary>Not every kernel is built for remote controls, and not every machine lets root load what changes its security; virtual machines try those.</summary>
    public static TheoryData<ProgramType> Programs => [.. Enum.GetValues<ProgramType>()
        .Where(type => type is not (ProgramType.Unspecified or ProgramType.LircMode2 or ProgramType.Lsm or ProgramType.Extension))];

    [Theory]
    [MemberData(nameof(Maps))]
    public void A_kernel_has_the_types_of_maps_of_its_version(MapType type) => Assert.Equal(IsSince(FirstKernel.Of(type)), KernelFeatures.Has(type));

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_kernel_has_the_types_of_programs_of_its_version(ProgramType type) => Assert.Equal(IsSince(FirstKernel.Of(type)), KernelFeatures.Has(type));

    [Fact]
    public void No_kernel_has_what_there_is_not()
    {
        Assert.False(KernelFeatures.Has((MapType)9_999));
        Assert.False(KernelFeatures.Has((ProgramType)9_999));
        Assert.False(KernelFeatures.Has(ProgramType.Xdp, NoHelper));
        Assert.Throws<ArgumentException>(() => KernelFeatures.Has((KernelFeature)9_999));
    }

    [Theory]
    [InlineData(ProgramType.SocketFilter, MapLookup, true)]
    [InlineData(ProgramType.Xdp, RedirectPacket, true)]
    [InlineData(ProgramType.SocketFilter, RedirectPacket, false)]
    [InlineData(ProgramType.Kprobe, RedirectPacket, false)]
    [InlineData(ProgramType.Tracing, RingBufferOutput, true)]
    [InlineData(ProgramType.CgroupSockAddr, RingBufferOutput, true)]
    [InlineData(ProgramType.Tracing, RedirectPacket, false)]
    public void A_helper_is_there_for_some_types_of_programs(ProgramType type, int helper, bool expected) =>
        Assert.Equal(expected, KernelFeatures.Has(type, helper));

    [Fact]
    public void What_belongs_to_something_else_has_no_helpers_of_its_own() =>
        Assert.Throws<NotSupportedException>(() => KernelFeatures.Has(ProgramType.Extension, MapLookup));

    [Theory]
    [InlineData(KernelFeature.GlobalData, "5.2")]
    [InlineData(KernelFeature.CoreRelocations, "5.17")]
    [InlineData(KernelFeature.Kfuncs, "5.13")]
    [InlineData(KernelFeature.SleepablePrograms, "5.10")]
    [InlineData(KernelFeature.XdpFragments, "5.18")]
    [InlineData(KernelFeature.AttachCookies, "5.15")]
    [InlineData(KernelFeature.CgroupLink, "5.7")]
    [InlineData(KernelFeature.NetworkNamespaceLink, "5.8")]
    [InlineData(KernelFeature.XdpLink, "5.9")]
    [InlineData(KernelFeature.PerfEventLink, "5.15")]
    [InlineData(KernelFeature.StructOpsLink, "6.4")]
    [InlineData(KernelFeature.NetfilterLink, "6.4")]
    [InlineData(KernelFeature.TcxLink, "6.6")]
    [InlineData(KernelFeature.UprobeMultiLink, "6.6")]
    public void A_kernel_has_the_features_of_its_version(KernelFeature feature, string since) => Assert.Equal(IsSince(new Version(since)), KernelFeatures.Has(feature));

    [Fact]
    public void Trying_leaves_nothing_behind()
    {
        var files = KernelObjects.OpenFilesAtRest();
        var links = KernelObjects.LinkIds();

        foreach (var feature in Enum.GetValues<KernelFeature>())
        {
            FeatureProbe.Try(feature);
        }

        Assert.Equal(files, KernelObjects.OpenFiles());
        Assert.Subset(links, KernelObjects.LinkIds());
    }

    private static bool IsSince(Version? first) => first is null || Environment.OSVersion.Version >= first;
}
