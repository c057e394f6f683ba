extern alias runtime;

using System;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Diagnostics and errors use the kernel's names of helper functions.</summary>
public sealed class HelperNameTests
{
    private const string Prefix = "BPF_FUNC_";

    [Fact]
    public void Helper_names_match_the_running_kernel()
    {
        var types = KernelTypes.Required();
        var helpers = types.Values(types.All.Single(type => type is { Kind: BtfKind.Enum, Name: "bpf_func_id" }))
            .Where(helper => helper.Value != 0 && helper.Name.StartsWith(Prefix, StringComparison.Ordinal)).ToList();

        Assert.Equal(
            helpers.Select(helper => "bpf_" + helper.Name[Prefix.Length..]),
            helpers.Select(helper => runtime::BpfGen.Errors.HelperNames.Of((int)helper.Value)));
        Assert.InRange(helpers.Count, 150, 211);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(212)]
    public void An_unknown_helper_number_has_no_name(int helper) => Assert.Null(runtime::BpfGen.Errors.HelperNames.Of(helper));
}
