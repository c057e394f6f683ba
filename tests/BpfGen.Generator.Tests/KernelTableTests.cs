extern alias runtime;

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using BpfGen.Generator.Emission;
using BpfGen.Generator.Linking;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using BpfGen.KernelFacts;
using Xunit;
using BpfMap = runtime::BpfGen.BpfMap;
using Errno = runtime::BpfGen.Interop.Errno;
using RuntimeMapType = runtime::BpfGen.MapType;

namespace BpfGen.Generator.Tests;

/// <summary>The tables of kernel facts agree with the enums, with the documentation of the enums, and with each other.</summary>
public sealed class KernelTableTests
{
    /// <summary>The number of the last helper. Since Linux 6.2, the kernel adds kfuncs instead of helpers.</summary>
    private const int LastHelper = 211;
    private const int LastErrno = 133;
    private const int FirstInternalErrno = 512;
    private const int LastInternalErrno = 531;

    [Fact]
    public void Every_map_type_has_one_row_in_its_table() => HasOneRowEach<MapType>(Text(MapTypeTable.Rows), columns: 9);

    [Fact]
    public void Every_program_type_has_one_row_in_its_table() => HasOneRowEach<ProgramType>(Text(ProgramTypeTable.Rows), columns: 6);

    [Fact]
    public void Every_attach_type_has_one_row_in_its_table() => HasOneRowEach<AttachType>(Text(AttachTypeTable.Rows), columns: 6);

    [Fact]
    public void Every_link_type_has_one_row_in_its_table() => HasOneRowEach<LinkType>(Text(LinkTypeTable.Rows), columns: 4);

    [Fact]
    public void Every_helper_has_one_row_in_the_helper_table()
    {
        var rows = Words(Text(HelperTable.Rows), columns: 5);

        Assert.Equal(Enumerable.Range(1, LastHelper), rows.Select(row => Number(row[0])));
        Assert.Equal(rows.Count, rows.Select(row => row[1]).Distinct().Count());
        Assert.All(rows, row => Assert.Contains(row[3], new[] { "gpl", "-" }));
    }

    [Fact]
    public void Every_error_number_has_one_row_in_the_errno_table()
    {
        var rows = Words(Text(ErrnoTable.Rows), columns: 2);

        Assert.Equal(
            Enumerable.Range(1, LastErrno).Except([41, 58])
                .Concat(Enumerable.Range(FirstInternalErrno, LastInternalErrno - FirstInternalErrno + 1).Except([520])),
            rows.Select(row => Number(row[0])));
        Assert.Equal(rows.Count, rows.Select(row => row[1]).Distinct().Count());
    }

    [Fact]
    public void Errno_constants_have_the_names_in_the_table()
    {
        var constants = typeof(Errno).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).ToList();

        Assert.NotEmpty(constants);
        Assert.All(constants, field => Assert.Equal(field.Name, Errno.NameOf((int)field.GetRawConstantValue()!)));
        Assert.Equal("errno 41", Errno.NameOf(41));
        Assert.Equal("errno -1", Errno.NameOf(-1));
    }

    [Fact]
    public void The_XML_documentation_of_an_enum_has_the_kernel_names_and_versions_in_the_table()
    {
        IsDocumented<MapType>("MapType.cs", MapTypeTable.KernelNameOf, MapTypeTable.FirstKernel);
        IsDocumented<ProgramType>("ProgramType.cs", ProgramTypeTable.KernelNameOf, ProgramTypeTable.FirstKernel);
        IsDocumented<AttachType>("AttachType.cs", AttachTypeTable.KernelNameOf, AttachTypeTable.FirstKernel);
        IsDocumented<LinkType>("LinkType.cs", LinkTypeTable.KernelNameOf, LinkTypeTable.FirstKernel);
    }

    [Fact]
    public void The_capability_table_contains_every_capability_that_other_tables_use()
    {
        var known = Words(Text(CapabilityTable.Rows), columns: 2).Select(row => row[1]).ToHashSet();
        var used = Words(Text(MapTypeTable.Rows), 9)
            .Concat(Words(Text(ProgramTypeTable.Rows), 6))
            .Concat(Words(Text(AttachTypeTable.Rows), 6))
            .SelectMany(row => row[4].Split(',')).Where(word => word != "-");

        Assert.Equal(
            Enum.GetValues<Capability>().Select(capability => $"{(int)capability}"),
            Words(Text(CapabilityTable.Rows), 2).Select(row => row[0]));
        Assert.All(used, word => Assert.Contains(word, known));
        Assert.Equal((1ul << (int)Capability.Bpf) | (1ul << (int)Capability.NetAdmin), MapTypeTable.CapabilitiesFor(MapType.XskMap));
    }

    [Fact]
    public void The_last_column_of_the_map_type_table_contains_exactly_the_supported_words()
    {
        var used = Words(Text(MapTypeTable.Rows), 9).SelectMany(row => row[8].Split(',')).Distinct().Order();

        Assert.Equal(["-", "btf", "inner", "mmapable", "no_btf", "no_prealloc"], used);
    }

    [Fact]
    public void Sizes_and_entry_counts_in_the_map_type_table_have_the_required_notation()
    {
        foreach (var row in Words(Text(MapTypeTable.Rows), 9))
        {
            Assert.All(row[5..7], size => Assert.Matches(@"^(\d+|\d+[+*?]|\d+[-/]\d+)$", size));
            Assert.Matches(@"^(0|1|1\?|page)$", row[7]);
        }
    }

    [Fact]
    public void The_handle_class_of_a_map_type_accepts_maps_of_this_type()
    {
        MapType[] withoutHandle = [MapType.Unspecified, MapType.CgroupStorage, MapType.PerCpuCgroupStorage, MapType.InstructionArray];
        foreach (var type in Enum.GetValues<MapType>().Except(withoutHandle))
        {
            var handle = HandleOf(type);
            var takes = handle.GetMethods(BindingFlags.Static | BindingFlags.NonPublic)
                .SingleOrDefault(method => method.Name.EndsWith(".Takes", StringComparison.Ordinal));

            Assert.True(handle != typeof(BpfMap), $"{type} has no handle in HandleTypes");
            Assert.NotEqual(false, takes?.Invoke(null, [Enum.ToObject(typeof(RuntimeMapType), (uint)type)]));
        }

        Assert.All(withoutHandle, type => Assert.Equal("BpfMap", HandleOf(type).Name));
    }

    [Fact]
    public void The_enums_contain_every_attach_type_and_link_type_that_the_tables_use()
    {
        Assert.Subset(
            Enum.GetNames<AttachType>().Append("-").ToHashSet(), Words(Text(ProgramTypeTable.Rows), 6).Select(row => row[5]).ToHashSet());
        Assert.Subset(
            Enum.GetNames<LinkType>().Append("-").ToHashSet(), Words(Text(AttachTypeTable.Rows), 6).Select(row => row[5]).ToHashSet());
        Assert.Equal(AttachType.CgroupInet4Connect, ProgramTypeTable.ExpectedAttachType(ProgramType.CgroupSockAddr));
        Assert.Equal(default, ProgramTypeTable.ExpectedAttachType(ProgramType.Xdp));
    }

    [Fact]
    public void The_callers_in_the_helper_table_are_program_types_or_groups_of_program_types()
    {
        string[] groups = ["tc", "lwt", "xmit", "cgroup", "probes", "tracing", "network", "any", "all"];
        var known = Enum.GetNames<ProgramType>().Concat(groups).ToHashSet();

        foreach (var row in Words(Text(HelperTable.Rows), 5).Where(row => row[4] != "-"))
        {
            Assert.Subset(known, row[4].Split(',').Select(word => word.TrimStart('-')).ToHashSet());
        }

        Assert.All(
            Enum.GetValues<ProgramType>().Where(type => type != ProgramType.Unspecified),
            type => Assert.True(HelperCallers.MayCall(type, helper: 1), $"{type} may not call bpf_map_lookup_elem"));
    }

    [Theory]
    [InlineData(ProgramType.Xdp, 44, true)]
    [InlineData(ProgramType.SchedCls, 44, false)]
    [InlineData(ProgramType.SkReusePort, 25, false)]
    [InlineData(ProgramType.Tracing, 25, true)]
    [InlineData(ProgramType.LircMode2, 8, false)]
    [InlineData(ProgramType.Extension, 44, true)]
    [InlineData(ProgramType.Extension, LastHelper + 1, false)]
    [InlineData(ProgramType.Unspecified, 1, false)]
    [InlineData((ProgramType)9_999, 1, false)]
    public void HelperCallers_allows_a_helper_only_for_the_listed_program_types(object type, int helper, bool expected) =>
        Assert.Equal(expected, HelperCallers.MayCall((ProgramType)type, helper));

    [Theory]
    [InlineData(ProgramType.CgroupSockAddr, AttachType.CgroupInet4Connect, 64, true)]
    [InlineData(ProgramType.CgroupSockAddr, AttachType.CgroupInet4Bind, 64, false)]
    [InlineData(ProgramType.CgroupSockAddr, AttachType.CgroupInet4Bind, 186, true)]
    [InlineData(ProgramType.CgroupSockAddr, AttachType.CgroupUdp4Recvmsg, 186, false)]
    [InlineData(ProgramType.CgroupSock, AttachType.CgroupInetSockRelease, 49, false)]
    [InlineData(ProgramType.CgroupSockopt, AttachType.CgroupInetIngress, 1, true)]
    [InlineData(ProgramType.Tracing, AttachType.TraceFentry, 126, false)]
    [InlineData(ProgramType.Tracing, AttachType.TraceIter, 126, true)]
    [InlineData(ProgramType.Tracing, AttachType.TraceFsession, 184, true)]
    [InlineData(ProgramType.Lsm, AttachType.LsmMac, 81, false)]
    [InlineData(ProgramType.Xdp, AttachType.XdpCpumap, 44, true)]
    public void HelperCallers_restricts_some_helpers_to_certain_attach_types(object type, object attachType, int helper, bool expected) =>
        Assert.Equal(expected, HelperCallers.MayCall((ProgramType)type, (AttachType)attachType, helper));

    [Fact]
    public void The_table_of_helpers_by_attach_type_has_only_known_names()
    {
        var helpers = Words(Text(HelperTable.Rows), 5).Select(row => row[1]).ToHashSet();

        foreach (var row in Words(Text(HelperCallers.Hooks), 4))
        {
            Assert.Contains(row[1], Enum.GetNames<ProgramType>());
            Assert.Subset(Enum.GetNames<AttachType>().ToHashSet(), row[2].Split(',').ToHashSet());
            Assert.Subset(helpers, row[3].Split(',').ToHashSet());
        }
    }

    [Theory]
    [InlineData(27, ProgramType.Kprobe, true)]
    [InlineData(27, ProgramType.PerfEvent, false)]
    [InlineData(67, ProgramType.PerfEvent, true)]
    [InlineData(1, ProgramType.Kprobe, false)]
    [InlineData(999, ProgramType.Kprobe, false)]
    public void Some_helpers_require_a_GPL_compatible_license(int helper, object type, bool expected) =>
        Assert.Equal(expected, HelperTable.IsGplOnly(helper, (ProgramType)type));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(LastHelper + 1)]
    public void An_unknown_helper_number_has_no_name(int helper)
    {
        Assert.Null(HelperTable.NameOf(helper));
        Assert.Null(HelperTable.FirstKernel(helper));
    }

    [Fact]
    public void An_unknown_map_type_has_its_value_as_its_name()
    {
        Assert.Equal("4711", MapTypeTable.NameOf((MapType)4711));
        Assert.Null(MapTypeTable.FirstKernel((MapType)4711));
    }

    [Theory]
    [InlineData(AttachType.CgroupInetIngress, "5.7")]
    [InlineData(AttachType.TraceIter, "5.8")]
    [InlineData(AttachType.Xdp, "5.9")]
    [InlineData(AttachType.PerfEvent, "5.15")]
    [InlineData(AttachType.LsmCgroup, "6.0")]
    [InlineData(AttachType.TraceKprobeSession, "6.10")]
    [InlineData(AttachType.TraceUprobeSession, "6.13")]
    [InlineData(AttachType.SkMsgVerdict, "6.10")]
    [InlineData(AttachType.LircMode2, null)]
    public void The_first_kernel_of_a_link_supports_its_link_type_and_its_attach_type(object type, string? first) =>
        Assert.Equal(first, AttachTypeTable.FirstKernelWithLink((AttachType)type)?.ToString());

    [Theory]
    [InlineData("socket", "3.19")]
    [InlineData("xdp.frags", "5.18")]
    [InlineData("xdp.frags/cpumap", "5.18")]
    [InlineData("kprobe.session+", "6.10")]
    [InlineData("uprobe.s+", "5.10")]
    [InlineData("syscall", "5.14")]
    [InlineData("cgroup/connect_unix", "6.7")]
    [InlineData("fentry.multi+", null)]
    public void The_first_kernel_of_a_section_name_supports_its_program_type_and_attach_type(string pattern, string? first) =>
        Assert.Equal(first, SectionTable.Rules.Single(rule => rule.Pattern == pattern).FirstKernel?.ToString());

    private static void HasOneRowEach<T>(string table, int columns)
        where T : struct, Enum
    {
        var rows = Words(table, columns);

        Assert.Equal(
            Enum.GetValues<T>().Select(value => $"{Convert.ToUInt32(value, CultureInfo.InvariantCulture)} {value}"),
            rows.Select(row => $"{row[0]} {row[1]}"));
        Assert.All(rows, row => Assert.Matches(@"^(\d\.\d+|\?|-)$", row[3]));
    }

    private static void IsDocumented<T>(string file, Func<T, string> kernelName, Func<T, Version?> first)
        where T : struct, Enum
    {
        var source = File.ReadAllText(Path.Combine(Repository.Root, "common/Kernel", file));
        foreach (var value in Enum.GetValues<T>())
        {
            var summary = Regex.Match(source, $@"/// <summary>(.*)</summary>\n    {value} = \d+,").Groups[1].Value;
            Assert.StartsWith($"<c>{kernelName(value)}</c>", summary);
            Assert.Equal(first(value)?.ToString() ?? "", Regex.Match(summary, @"(?<=Since Linux )\d+\.\d+").Value);
        }
    }

    /// <summary>
    /// Returns the runtime's class for a map type. If the class is generic, the type arguments are an integer type, or a map class for the
    /// inner maps of a map of maps.
    /// </summary>
    private static Type HandleOf(MapType type)
    {
        var map = new MapModel("map", type, sizeof(uint), sizeof(uint), MaxEntries: 1, Flags: 0)
        {
            StructOps = type == MapType.StructOps ? new StructOpsModel("struct", []) : null,
        };
        var name = HandleTypes.Of(map, new ObjectModel(IsLittleEndian: true, "GPL", [], [map], [])).Replace("global::", "").Split('<');
        var count = name.Length == 1 ? 0 : name[1].Split(',').Length;
        var handle = typeof(RuntimeMapType).Assembly.GetType(count == 0 ? name[0] : $"{name[0]}`{count}", throwOnError: true)!;
        return count == 0 ? handle : handle.MakeGenericType(
            [.. handle.GetGenericArguments().Select(argument => argument.Name == "TInner" ? typeof(BpfMap) : typeof(uint))]);
    }

    /// <summary>Splits a table into rows of words, and checks that the rows are in the order of the kernel's values.</summary>
    private static List<string[]> Words(string table, int columns)
    {
        var rows = table.Split('\n').Select(row => row.Split(' ')).ToList();
        Assert.All(rows, row => Assert.Equal(columns, row.Length));
        Assert.All(rows.SelectMany(row => row), word => Assert.NotEmpty(word));
        Assert.Equal(rows.Select(row => Number(row[0])).Order(), rows.Select(row => Number(row[0])));
        return rows;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(ReadOnlySpan<byte> rows) => Encoding.UTF8.GetString(rows);
}
