using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// Generated C# structs have the same size and field offsets as in BTF. The tests compile and load the structs to check this.
/// </summary>
public sealed class LayoutTests
{
    /// <summary>
    /// The environment variable that makes the test compare all structs of the running kernel, which takes minutes. If it is not set, the
    /// test compares about 600 structs.
    /// </summary>
    private const string EveryStruct = "BPFGEN_EVERY_STRUCT";

    /// <summary>
    /// The maximum number of structs in one compilation. A compilation must not become too large, and each struct also adds the types of
    /// all its members.
    /// </summary>
    private const int StructsPerAssembly = 600;

    public static TheoryData<string> Probes => [.. Directory.EnumerateFiles(Repository.Probes, "*.o", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Repository.Probes, path)).Where(path => TypesOf(path) is { IsLittleEndian: true }).Order()];

    [Theory]
    [MemberData(nameof(Probes))]
    public void Structs_of_every_probe_match_their_BTF_layout(string probe) => LayoutCheck.Run(TypesOf(probe)!, Structs(TypesOf(probe)!));

    [Fact]
    public void The_generated_struct_omits_no_member_that_C_supports()
    {
        var types = TypesOf("types/shapes.o")!;

        var check = LayoutCheck.Run(types, Structs(types));

        Assert.Empty(check.Omitted);
        Assert.InRange(check.Compared, 90, 1_000);
    }

    [Fact]
    public void Structs_of_the_running_kernel_match_their_BTF_layout()
    {
        var types = KernelTypes.Required();
        var structs = Structs(types).Where(type => type.Name.Length > 0).ToList();
        var wanted = Environment.GetEnvironmentVariable(EveryStruct) is not null
            ? structs
            : structs.Where((_, i) => i % (structs.Count / 600) == 0).ToList();

        var compared = 0;
        var omitted = new List<string>();
        foreach (var some in wanted.Chunk(StructsPerAssembly))
        {
            var check = LayoutCheck.Run(types, some);
            compared += check.Compared;
            omitted.AddRange(check.Omitted);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{wanted.Count} structs, {compared} members compared, {omitted.Count} omitted");
        Assert.InRange(compared, 3_000, 1_000_000);
        Assert.InRange(omitted.Count, 0, compared / 100);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_structs_match_their_BTF_layout(int seed)
    {
        var types = new RandomTypes(seed).Make(150);

        var check = LayoutCheck.Run(types, Structs(types));

        Assert.Empty(check.Omitted);
        Assert.InRange(check.Compared, 500, 10_000);
    }

    private static IEnumerable<BtfType> Structs(BtfTypes types) =>
        types.All.Where(type => type.Kind is BtfKind.Struct or BtfKind.Union && type.SizeOrType > 0);

    private static BtfTypes? TypesOf(string probe) =>
        ElfReader.Read(Repository.Probe(probe), new ProblemList()) is { } elf
            && elf.Sections.FirstOrDefault(section => section.Name == ".BTF") is { } section
            ? BtfReader.Read(section.Data, elf.Image.IsLittleEndian, new ProblemList())
            : null;
}
