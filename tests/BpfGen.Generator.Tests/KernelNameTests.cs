using System;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Tests.Support;
using BpfGen.KernelFacts;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>The tables of kernel facts have the same names and values as the BTF of the running kernel.</summary>
public sealed class KernelNameTests
{
    private const string HelperPrefix = "BPF_FUNC_";

    /// <summary>The kernel gives deprecated map types a second name with this suffix.</summary>
    private const string Deprecated = "_DEPRECATED";

    [Fact]
    public void The_map_type_table_has_the_names_of_the_running_kernel() =>
        HasNamesOfKernel("bpf_map_type", "BPF_MAP_TYPE_", Enum.GetValues<MapType>().Length,
            value => MapTypeTable.KernelNameOf((MapType)value));

    [Fact]
    public void The_program_type_table_has_the_names_of_the_running_kernel() =>
        HasNamesOfKernel("bpf_prog_type", "BPF_PROG_TYPE_", Enum.GetValues<ProgramType>().Length,
            value => ProgramTypeTable.KernelNameOf((ProgramType)value));

    [Fact]
    public void The_attach_type_table_has_the_names_of_the_running_kernel() =>
        HasNamesOfKernel("bpf_attach_type", "BPF_", Enum.GetValues<AttachType>().Length,
            value => AttachTypeTable.KernelNameOf((AttachType)value));

    [Fact]
    public void The_link_type_table_has_the_names_of_the_running_kernel() =>
        HasNamesOfKernel("bpf_link_type", "BPF_LINK_TYPE_", Enum.GetValues<LinkType>().Length,
            value => LinkTypeTable.KernelNameOf((LinkType)value));

    [Fact]
    public void The_helper_table_has_the_helper_names_of_the_running_kernel() =>
        HasNamesOfKernel("bpf_func_id", HelperPrefix, 212,
            value => value == 0 ? "BPF_FUNC_unspec" : HelperPrefix + HelperTable.NameOf((int)value)!["bpf_".Length..]);

    /// <summary>
    /// Compares the names in a table with those of the kernel's enum. A newer kernel may have values that the table does not have yet, and
    /// an older kernel may lack the last values of the table.
    /// </summary>
    /// <param name="enumeration">The name of the enum in the kernel.</param>
    /// <param name="prefix">The prefix of the enum's values. Values that only mark the end of the enum have another prefix.</param>
    /// <param name="count">The number of values in the table, which start at 0.</param>
    /// <param name="nameOf">Gets the name of a value in the table.</param>
    private static void HasNamesOfKernel(string enumeration, string prefix, int count, Func<long, string> nameOf)
    {
        var types = KernelTypes.Required();
        var values = types.Values(types.All.Single(type => type.Kind == BtfKind.Enum && type.Name == enumeration))
            .Where(value => value.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Where(value => !value.Name.EndsWith(Deprecated, StringComparison.Ordinal))
            .Where(value => (long)value.Value < count).ToList();

        Assert.Equal(values.Select(value => value.Name), values.Select(value => nameOf((long)value.Value)));
        Assert.Equal(values.Count, values.Select(value => value.Value).Distinct().Count());
        Assert.InRange(values.Count, count * 2 / 3, count);
    }
}
