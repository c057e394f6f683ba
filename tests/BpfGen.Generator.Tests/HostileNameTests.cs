extern alias runtime;

using System.Linq;
using System.Reflection;
using BpfGen.Generator.Emission;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// A name in an object may be any text. Generated code contains the name, but the name never changes the structure of the code.
/// </summary>
public sealed class HostileNameTests
{
    public static TheoryData<string> Names =>
    [
        "class", "await", "record", "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize", "ReferenceEquals",
        "load", "Dispose", "auto_create", "log_level", "log_size", "definitions", "maps", "programs", "constants", "options", "_attached",
        "instructions", "Relocations", "Probe", "loader", "probe", "this", "value", "System", "global", "BpfGen",
        "quote\"; throw null; //", "comment*/ break", "</summary><bad>", "line\nbreak", "carriage\r\nreturn", "back\\slash",
        "\u2028separator", "\u0085next",
        "brace}{0}", "$\"{1}\"", "карта", "名前", "e\u0301", "\ud83d\ude00", "\u202eright-to-left", "1st", "", " ", "___", "a.b.c", "@this",
        "\u0001\u0002", "\ufffd", "#if false", "\\u0022", "&amp;", "ªº",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_map_name_may_be_any_text(string name) => ShouldCompile(new ElfBuilder().WithMap(name).WithProgram("run_it"), name);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_program_name_may_be_any_text(string name) => ShouldCompile(new ElfBuilder().WithMap("some_map").WithProgram(name), name);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_hook_in_a_section_name_may_be_any_text(string name) =>
        ShouldCompile(new ElfBuilder().WithMap("some_map").WithProgram("run_it", "kprobe/" + name), name);

    [Fact]
    public void A_map_name_may_have_ten_thousand_characters()
    {
        var name = new string('x', 10_000);

        ShouldCompile(new ElfBuilder().WithMap(name).WithProgram("run_it"), name);
    }

    [Fact]
    public void Long_map_names_that_differ_only_at_the_end_get_different_properties()
    {
        var name = new string('x', 10_000);
        using var project = new TestProject().WithObject("probe.o", new ElfBuilder().WithMap(name + "1").WithMap(name + "2").Build());

        var run = project.Run();

        Assert.Empty(run.Errors);
        run.Compile();
    }

    [Fact]
    public void The_code_generated_for_the_hostile_probe_compiles()
    {
        using var project = new TestProject().WithProbe("hostile.o");

        var run = project.Run();

        Assert.Empty(run.Errors);
        run.Compile();
    }

    [Fact]
    public void A_file_name_may_contain_quotes_and_line_breaks()
    {
        using var project = new TestProject().WithObject("pro\"be\n*/.o", Repository.Probe("probe.o"));

        project.Run().Compile();
    }

    [Fact]
    public void A_generated_property_that_would_hide_another_member_gets_a_suffix()
    {
        using var project = new TestProject().WithObject("probe.o", new ElfBuilder().WithMap("load").WithProgram("get_type").Build());

        var source = project.Run().Source;

        Assert.Contains(" LoadMap { get; }", source);
        Assert.Contains(" GetTypeProgram { get; }", source);
    }

    /// <summary>
    /// The maps, sections, variables and fields of the probe have the same names as the members of the generated class and of its options.
    /// </summary>
    [Fact]
    public void Maps_and_programs_named_like_generated_or_inherited_members_compile()
    {
        using var project = new TestProject().WithProbe("linking/names.o");

        var run = project.Run();

        Assert.Empty(run.Errors);
        run.Compile();
        Assert.Contains(" MapsVariables = InitialOf<", run.Source);
        Assert.Contains("public global::BpfGen.MapOptions Maps => options.MapAt(", run.Source);
        Assert.Contains("public global::BpfGen.MapOptions AutoCreateMap => options.MapAt(", run.Source);
    }

    [Theory]
    [InlineData("options")]
    [InlineData("map")]
    [InlineData("loader")]
    [InlineData("code")]
    [InlineData("kernel")]
    [InlineData("_attached")]
    [InlineData("loader_Handle")]
    [InlineData("other")]
    [InlineData("otherHandle")]
    [InlineData("Other_")]
    [InlineData("Definitions")]
    public void A_map_property_may_have_any_name_that_is_not_a_keyword(string name)
    {
        var bytes = new ElfBuilder().WithMap("first").WithMap("second").WithProgram("third").Build();
        using var project = new TestProject().WithObject(
            "probe.o", bytes, ("BpfMaps", $"first: as {name}; second: as Other"), ("BpfPrograms", "third: as thirdHandle"));

        var run = project.Run();

        Assert.Empty(run.Errors);
        run.Compile();
    }

    [Theory]
    [InlineData("class")]
    [InlineData("this")]
    public void A_keyword_cannot_be_the_name_of_a_map_property(string name)
    {
        using var project = new TestProject().WithObject(
            "probe.o", new ElfBuilder().WithMap("first").WithProgram("run").Build(), ("BpfMaps", $"first: as {name}"));

        Assert.Contains($"'{name}' is not a valid C# name", string.Join('\n', project.Run().Errors.Select(error => error.ToString())));
    }

    [Fact]
    public void MemberNames_lists_all_members_that_the_generated_options_inherit() => Assert.DoesNotContain(
        typeof(runtime::BpfGen.Loading.ObjectOptions)
            .GetMembers(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
            .Where(member => member.DeclaringType != typeof(object) && IsVisible(member))
            .Select(member => member.Name)
            .Distinct(),
        name => MemberNames.OfVariables(name, []) == name && !MemberNames.IsOwn(name));

    private static bool IsVisible(MemberInfo member) => member switch
    {
        PropertyInfo property => property.GetMethod is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true },
        MethodInfo { IsSpecialName: false } method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        _ => false,
    };

    [Theory]
    [InlineData("tcp_v4_connect", "TcpV4Connect")]
    [InlineData("handle__exec", "HandleExec")]
    [InlineData("camelCase", "CamelCase")]
    [InlineData("EXTEND_SIZE", "ExtendSize")]
    [InlineData("LINUX_KERNEL_VERSION", "LinuxKernelVersion")]
    [InlineData("CONFIG_HZ", "ConfigHz")]
    [InlineData("PID", "Pid")]
    [InlineData("IPv4_addr", "IPv4Addr")]
    [InlineData("tcp_v4_RST", "TcpV4RST")]
    [InlineData("1st", "_1st")]
    [InlineData("", "_")]
    [InlineData("класс", "Класс")]
    [InlineData("a\ud83d\ude00b", "AB")]
    public void C_names_become_PascalCase_CSharp_identifiers(string name, string expected) =>
        Assert.Equal(expected, CSharpName.Pascal(name));

    [Theory]
    [InlineData("max_entries", "MaxEntries", "MAX_ENTRIES", "MAXENTRIES")]
    [InlineData("tcp_stats", "TcpStats_tcp_stats", "TcpStats", "TcpStats")]
    [InlineData("tcp_stats", "TcpStats_tcp_stats", "tcp__stats", "TcpStats_tcp__stats")]
    [InlineData("a b", "AB_a_b", "a_b", "AB_a_b")]
    public void The_suffixes_of_C_names_with_equal_CSharp_names_do_not_depend_on_their_order(
        string first, string firstName, string second, string secondName)
    {
        var forward = new DistinctNames([first, second]);
        var backward = new DistinctNames([second, first]);

        Assert.Equal((firstName, secondName), (forward.Of(first), forward.Of(second)));
        Assert.Equal((firstName, secondName), (backward.Of(first), backward.Of(second)));
    }

    [Fact]
    public void A_map_name_in_capitals_is_kept_if_another_map_has_the_same_name_in_lowercase()
    {
        using var project = new TestProject().WithObject("probe.o", new ElfBuilder().WithMap("STATS").WithMap("stats").Build());

        var run = project.Run();

        Assert.Empty(run.Errors);
        Assert.Contains(" STATS { get; }", run.Source);
        Assert.Contains(" Stats { get; }", run.Source);
    }

    /// <summary>Checks that the generated class compiles without warnings and has the same members as with an ordinary name.</summary>
    private static void ShouldCompile(ElfBuilder builder, string name)
    {
        using var project = new TestProject().WithObject("probe.o", builder.Build());

        var run = project.Run();

        Assert.Empty(run.Errors);
        run.Compile();
        var root = CSharpSyntaxTree.ParseText(run.Source, cancellationToken: TestContext.Current.CancellationToken)
            .GetCompilationUnitRoot(TestContext.Current.CancellationToken);
        var type = Assert.Single(
            root.DescendantNodes().OfType<ClassDeclarationSyntax>(), declared => declared.Parent is not ClassDeclarationSyntax);
        Assert.Equal("Probe", type.Identifier.Text);

        // The four properties are the map, the program, Definition and Requirements.
        Assert.Equal(4, type.Members.OfType<PropertyDeclarationSyntax>().Count());

        // If a section name contains a hook, the class also has Attach methods.
        var methods = type.Members.OfType<MethodDeclarationSyntax>()
            .Select(method => method.Identifier.Text)
            .Where(method => method is not ("Attach" or "AttachAvailable"));
        Assert.Equal(["CheckSupport", "Dispose", "Load", "Load"], methods.Order());
        Assert.DoesNotContain("throw null", string.Join("", root.DescendantNodes().OfType<StatementSyntax>().Select(WithoutLiterals)));
        Assert.True(
            name.Length < 1000 || run.Source.Length < 50_000, "a long name is written in full a few times and shortened everywhere else");
    }

    private static string WithoutLiterals(StatementSyntax statement) => statement
        .ReplaceNodes(
            statement.DescendantNodes().OfType<LiteralExpressionSyntax>(), (_, literal) => literal.WithToken(SyntaxFactory.Literal(0)))
        .ToString();
}
