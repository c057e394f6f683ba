using System;
using System.IO;
using BpfGen.Interop;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Loading objects in a user namespace, with a token of a BPF file system that delegates eBPF to it.</summary>
[Collection(KernelTests.Name)]
public sealed class TokenTests
{
    [Theory]
    [InlineData("path")]
    [InlineData("variable")]
    [InlineData("usual path")]
    public void A_process_without_privileges_loads_an_object_with_a_token(string part) =>
        Assert.Equal("counted", DelegatedProcess.Run(part, DelegatedProcess.Everything));

    [Fact]
    public void A_process_without_privileges_creates_a_map_with_a_token() =>
        Assert.Equal("SkStorage", DelegatedProcess.Run("map", DelegatedProcess.Everything));

    [Fact]
    public void A_process_without_privileges_creates_an_inner_map_of_a_pinned_map_with_a_token() =>
        Assert.Equal("later", DelegatedProcess.Run("pinned map of maps", DelegatedProcess.Everything));

    [Fact]
    public void A_process_without_privileges_uses_its_token_although_the_kernel_also_accepts_commands_without_a_token()
    {
        const string Setting = "/proc/sys/kernel/unprivileged_bpf_disabled";
        Kernel.NetworkRequired();
        DelegatedProcess.Required();
        Assert.SkipUnless(BitConverter.IsLittleEndian, "needs a little-endian machine");
        var usual = File.ReadAllText(Setting);
        Assert.SkipWhen(usual.Trim() == "1", "the kernel does not change this setting any more");
        try
        {
            File.WriteAllText(Setting, "0");
            Assert.Equal("loop", DelegatedProcess.Run("loop", DelegatedProcess.Everything));
        }
        finally
        {
            File.WriteAllText(Setting, usual);
        }
    }

    [Fact]
    public void A_failed_load_closes_the_token_that_its_maps_of_maps_would_keep()
    {
        var message = DelegatedProcess.Run("tokens after a failure", "delegate_cmds=any", "delegate_maps=any");

        Assert.Contains("BPF_PROG_LOAD failed with EPERM", message);
        Assert.EndsWith(" 0 tokens", message);
    }

    [Fact]
    public void A_process_without_privileges_cannot_load_an_object_without_a_token() =>
        Assert.Contains("EPERM", DelegatedProcess.Run("no token", DelegatedProcess.Everything));

    [Fact]
    public void The_error_for_a_missing_delegation_says_that_the_file_system_delegates_nothing()
    {
        var message = DelegatedProcess.Run("failure");

        Assert.Contains("BPF_TOKEN_CREATE failed with ENOENT for a token of /", message);
        Assert.Contains("for slots.o. The file system delegates nothing.", message);
    }

    [Fact]
    public void A_token_does_not_permit_a_program_type_that_is_not_delegated() =>
        Assert.Contains(
            "BPF_PROG_LOAD failed with EPERM", DelegatedProcess.Run("failure", "delegate_cmds=any", "delegate_maps=any"));

    [Fact]
    public void The_error_for_a_token_in_the_initial_user_namespace_says_that_no_token_is_needed()
    {
        Kernel.BpfFileSystemRequired();
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(6, 9), "needs Linux 6.9");
        var before = KernelObjects.OpenFilesAtRest();
        var first = Assert.Throws<BpfException>(() => Slots.Load(new() { TokenPath = "/sys/fs/bpf" }));
        var missing = Assert.Throws<BpfException>(() => Slots.Load(new() { TokenPath = "/nowhere" }));
        var other = Assert.Throws<BpfException>(() => HashMap<uint, uint>.Create(1, new() { TokenPath = Path.GetTempPath() }));

        Assert.Equal((Errno.EOPNOTSUPP, "BPF_TOKEN_CREATE"), (first.Errno, first.Command));
        Assert.Contains("In the first user namespace, they are not needed.", first.Message);
        Assert.Equal((Errno.ENOENT, "open"), (missing.Errno, missing.Command));
        Assert.Contains("The path must be the root of a BPF file system", other.Message);
        Assert.Equal(before, KernelObjects.OpenFiles());
    }
}
