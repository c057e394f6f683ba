using System;
using System.Linq;
using BpfGen.Features;
using BpfGen.KernelFacts;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary><c>KernelFeatures</c> tries each feature in the running kernel. The result must agree with the kernel's version.</summary>
[Collection(KernelTests.Name)]
public sealed class KernelFeaturesTests
{
    private const int MapLookup = 1;
    private const int RedirectPacket = 23;
    private const int RingBufferOutput = 130;
    private const int NoHelper = 99_999;

    public KernelFeaturesTests() => Kernel.NetworkRequired();

    public static TheoryData<MapType> Maps =>
        [.. Enum.GetValues<MapType>().Where(type => type is not (MapType.Unspecified or MapType.RHash))];

    /// <summary>
    /// The program types that every machine can load. Programs for infrared remote controls are left out, because not every kernel supports
    /// them. LSM programs are left out, because not every machine allows root to load them. The tests in virtual machines cover both types.
    /// </summary>
    public static TheoryData<ProgramType> Programs => [.. Enum.GetValues<ProgramType>()
        .Where(type => type is not (ProgramType.Unspecified or ProgramType.LircMode2 or ProgramType.Lsm or ProgramType.Extension))];

    [Theory]
    [MemberData(nameof(Maps))]
    public void Has_returns_true_for_a_map_type_since_its_first_kernel(MapType type) =>
        Assert.Equal(IsSince(MapTypeTable.FirstKernel(type)), KernelFeatures.Has(type));

    [Theory]
    [MemberData(nameof(Programs))]
    public void Has_returns_true_for_a_program_type_since_its_first_kernel(ProgramType type) =>
        Assert.Equal(IsSince(ProgramTypeTable.FirstKernel(type)), KernelFeatures.Has(type));

    [Fact]
    public void Has_returns_false_for_unknown_types_and_helpers()
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
    public void Has_tells_which_program_types_can_call_a_helper(ProgramType type, int helper, bool expected) =>
        Assert.Equal(expected, KernelFeatures.Has(type, helper));

    [Fact]
    public void Has_throws_NotSupportedException_for_helpers_of_extension_programs() =>
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
    public void Has_returns_true_for_a_feature_since_its_first_kernel(KernelFeature feature, string since) =>
        Assert.Equal(IsSince(new Version(since)), KernelFeatures.Has(feature));

    [Fact]
    public void Has_tells_whether_the_kernel_can_refuse_a_signed_object_for_its_signature()
    {
        var refusal = Assert.Throws<BpfException>(() => Signed.Probe.Load());

        Assert.Equal(
            KernelFeatures.Has(KernelFeature.ProgramSignatures), refusal.ErrnoName is not ("EOPNOTSUPP" or "EINVAL" or "E2BIG"));
    }

    [Fact]
    public void Feature_probes_leak_no_descriptors_and_no_links()
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
