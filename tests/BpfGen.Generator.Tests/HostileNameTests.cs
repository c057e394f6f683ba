using System.Linq;
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
        "load", "Dispose",
        "instructions", "Relocations", "Probe", "loader", "probe", "this", "value", "System", "global", "BpfGen",
        "quote\"; throw null; //", "comment*/ break", "</summary><bad>", "line\nbreak", "carriage\r\nreturn", "back\\slash",
        "\u2028separator", "\u0085next",
        "brace}{0}", "$\"{1}\"", "карта", "名前", "e\u0301", "\ud83d\ude00", "\u202eright-to-left", "1st", "", " ", "___", "a.b.c", "@this",
        "\u0001\u0002", "\ufffd", "#if false", "\\u0022", "&amp;", "ªº",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_map_may_have_any_name(string name) => ShouldCompile(new ElfBuilder().WithMap(name).WithProgram("run_it"), name);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_program_may_have_any_name(string name) => ShouldCompile(new ElfBuilder().WithMap("some_map").WithProgram(name), name);

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
    public void A_property_that_would_hide_another_member_gets_a_suffix()
    {
        using var project = new TestProject().WithObject("probe.o", new ElfBuilder().WithMap("load").WithProgram("get_type").Build());

        var source = project.Run().Source;

        Assert.Contains(" LoadMap { get; }", source);
        Assert.Contains(" GetTypeProgram { get; }", source);
    }

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
    public void Names_become_CSharp_identifiers(string name, string expected) => Assert.Equal(expected, CSharpName.Pascal(name));

    [Theory]
    [InlineData("max_entries", "MaxEntries", "MAX_ENTRIES", "MAXENTRIES")]
    [InlineData("tcp_stats", "TcpStats_tcp_stats", "TcpStats", "TcpStats")]
    [InlineData("tcp_stats", "TcpStats_tcp_stats", "tcp__stats", "TcpStats_tcp__stats")]
    [InlineData("a b", "AB_a_b", "a_b", "AB_a_b")]
    public void C_names_with_equal_CSharp_names_are_made_distinct_independent_of_their_order(
        string first, string firstName, string second, string secondName)
    {
        var forward = new DistinctNames([first, second]);
        var backward = new DistinctNames([second, first]);

        Assert.Equal((firstName, secondName), (forward.Of(first), forward.Of(second)));
        Assert.Equal((firstName, secondName), (backward.Of(first), backward.Of(second)));
    }

    [Fact]
    public void A_map_name_in_capitals_stays_so_if_another_map_has_the_same_name_in_lowercase()
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
        // A map, a program, and the requirements.
        Assert.Equal(3, type.Members.OfType<PropertyDeclarationSyntax>().Count());

        // If a section name contains a hook, the class also has an Attach method.
        var methods = type.Members.OfType<MethodDeclarationSyntax>()
            .Select(method => method.Identifier.Text)
            .Where(method => method != "Attach");
        Assert.Equal(["Dispose", "Load", "Load"], methods.Order());
        Assert.DoesNotContain("throw null", string.Join("", root.DescendantNodes().OfType<StatementSyntax>().Select(WithoutLiterals)));
        Assert.True(name.Length < 1000 || run.Source.Length < 30_000, "a long name is written in full twice and shortened everywhere else");
    }

    private static string WithoutLiterals(StatementSyntax statement) => statement
        .ReplaceNodes(
            statement.DescendantNodes().OfType<LiteralExpressionSyntax>(), (_, literal) => literal.WithToken(SyntaxFactory.Literal(0)))
        .ToString();
}
