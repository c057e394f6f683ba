using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Linking;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Errors and warnings about the contents of an object, whatever the project requires of it.</summary>
public sealed class ObjectRuleTests
{
    [Theory]
    [InlineData(
        "broken/unknown-section.o", "BPFGEN011", "Program 'lost' is in section 'nonsense/x', whose name is not a known eBPF program type.")]
    [InlineData(
        "broken/undefined-map.o",
        "BPFGEN012",
        "Instruction 4 of function 'look' cannot be relocated: 'nowhere' is declared, but the object does not define it")]
    [InlineData("broken/short-map.o", "BPFGEN014", "The definition of map 'cut' in section 'maps' is not valid: it has 16 bytes")]
    [InlineData(
        "broken/overlapping-maps.o",
        "BPFGEN015",
        "Map 'inside', at offset 8 of section 'maps', begins inside the definition of map 'whole', which ends at offset 28")]
    [InlineData("broken/collision.o", "BPFGEN016", "Map 'tcp_stats' and map 'TcpStats' would both become the C# property 'TcpStats'.")]
    [InlineData("broken/member-collision.o", "BPFGEN016", "Map 'count' and program 'Count' would both become the C# property 'Count'.")]
    [InlineData("broken/not-gpl.o", "BPFGEN017", "Program 'send' calls bpf_perf_event_output at instruction")]
    [InlineData(
        "broken/pointer-table.o",
        "BPFGEN041",
        "Variable 'names' in section '.data' is initialized with the address of the string 'alpha', and program 'pick' uses")]
    public void Each_broken_probe_reports_its_own_error(string probe, string id, string message)
    {
        using var project = new TestProject().WithProbe(probe);

        Assert.StartsWith(message, project.Run().Message(id));
    }

    [Fact]
    public void Calling_a_helper_that_no_kernel_allows_the_program_is_an_error()
    {
        using var project = new TestProject().WithProbe("broken/forbidden-helper.o");
        var run = project.Run();

        Assert.Equal(
            [
                "Program 'on_unlink' calls bpf_redirect at instruction 2. No kernel allows this helper to programs of type Kprobe, so the "
                    + "kernel would reject the program. Call another helper, or move the call to a program of another type.",
                "Program 'on_bind' calls bpf_bind at instruction 6. No kernel allows this helper to programs of type CgroupSockAddr that "
                    + "attach as CgroupInet4Bind, so the kernel would reject the program. Call another helper, or move the call to a "
                    + "program of another type.",
            ],
            run.Messages("BPFGEN042"));
        Assert.StartsWith(
            "Program 'on_request' calls bpf_redirect at instruction 2. No kernel allows this helper to programs of type Kprobe. The",
            run.Message("BPFGEN043"));
    }

    [Fact]
    public void An_object_file_that_does_not_exist_is_an_error()
    {
        using var project = new TestProject().WithItem("nowhere.o");

        Assert.StartsWith("The eBPF object cannot be read: ", project.Run().Message("BPFGEN001"));
    }

    [Theory]
    [InlineData(new byte[0], "it is empty")]
    [InlineData(new byte[] { 0x42, 0x43, 0xc0, 0xde }, "it is LLVM bitcode")]
    [InlineData(new byte[] { (byte)'!', (byte)'<', (byte)'a', (byte)'r', (byte)'c', (byte)'h', (byte)'>' }, "it is an archive of objects")]
    [InlineData(new byte[] { 1, 2, 3, 4 }, "it does not start with the ELF magic number")]
    public void The_error_for_a_file_that_is_not_ELF_describes_the_file(byte[] bytes, string description)
    {
        using var project = new TestProject().WithObject("probe.o", bytes);

        Assert.StartsWith($"This is not an ELF object file: {description}", project.Run().Message("BPFGEN002"));
    }

    [Fact]
    public void An_object_truncated_in_its_header_is_an_error()
    {
        using var project = new TestProject().WithObject("probe.o", Repository.Probe("probe.o")[..40]);

        Assert.Contains("the file has 40 bytes, but the ELF header alone has 64", project.Run().Message("BPFGEN003"));
    }

    [Fact]
    public void An_object_for_another_machine_is_an_error()
    {
        var bytes = Repository.Probe("probe.o");
        bytes[18] = 62;
        using var project = new TestProject().WithObject("probe.o", bytes);

        Assert.Contains("it is compiled for x86-64, not for eBPF", project.Run().Message("BPFGEN004"));
    }

    [Theory]
    [InlineData("probe.eb.o", "linux-x64", "The object is big-endian, but the project is built for linux-x64, which is little-endian. ")]
    [InlineData("probe.o", "linux-s390x", "The object is little-endian, but the project is built for linux-s390x, which is big-endian. ")]
    public void An_object_with_the_wrong_byte_order_is_an_error(string probe, string platform, string message)
    {
        using var project = new TestProject().WithProperty("RuntimeIdentifier", platform).WithProbe(probe);

        var actual = project.Run().Message("BPFGEN005");
        Assert.StartsWith(message, actual);
        Assert.EndsWith(probe == "probe.o" ? "'-r linux-x64'." : "'-r linux-s390x'.", actual);
    }

    [Fact]
    public void A_big_endian_platform_accepts_a_big_endian_object()
    {
        using var project = new TestProject().WithProperty("RuntimeIdentifier", "linux-s390x").WithProbe("probe.eb.o");

        var run = project.Run();

        Assert.Empty(run.Errors);
        Assert.Contains("littleEndian: false", run.Source);

        // The packed code starts with three parts: the number of instructions (14 = 0x0e), a mask (0xc0) that says which bytes of the
        // first instruction, 0xbf61000000000000, are not zero, and those bytes.
        Assert.Contains("0x0ec061bf", run.Source);
    }

    [Fact]
    public void The_options_of_a_big_endian_object_check_the_byte_order_of_the_machine()
    {
        var builder = new ElfBuilder(littleEndian: false)
            .WithSection(".rodata", [1, 2, 3, 4, 5, 6, 7, 8])
            .WithSymbol("limit", ".rodata", ElfBuilder.Object)
            .WithProgram("main", "socket", ElfBuilder.Code(0x18, 0, 0xb7, 0x95))
            .WithRelocation("socket", 0, "limit");
        using var project = new TestProject()
            .WithProperty("RuntimeIdentifier", "linux-s390x").WithObject("probe.o", builder.Build());

        Assert.Contains(
            "Rodata { get; } = new(size: 8, static () => global::BpfGen.Loading.ByteOrder.BigEndian(InitialData.Rodata));",
            project.Run().Source);
    }

    [Fact]
    public void A_GPL_only_helper_in_an_object_without_a_license_is_an_error()
    {
        using var project = new TestProject().WithProbe("probe-zig.o");

        Assert.Contains("the object declares no license", project.Run().Message("BPFGEN017"));
    }

    [Theory]
    [InlineData("GPL")]
    [InlineData("Dual MIT/GPL")]
    public void License_metadata_replaces_the_license_of_the_object(string license)
    {
        using var project = new TestProject().WithProbe("probe-zig.o", ("BpfLicense", license));

        var run = project.Run();

        Assert.Empty(run.Errors);
        Assert.Contains($"license: \"{license}\"", run.Source);
    }

    [Theory]
    [InlineData("kprobe/x", true)]
    [InlineData("perf_event", false)]
    public void A_helper_can_be_GPL_only_for_some_program_types(string section, bool isGplOnly)
    {
        var call = ElfBuilder.Code(0x85, 0x95);
        call[4] = 27;
        var bytes = new ElfBuilder().WithSection(section, call, executable: true).WithSymbol("run", section, ElfBuilder.Function).Build();
        using var project = new TestProject().WithObject("probe.o", bytes);

        Assert.Equal(isGplOnly ? ["BPFGEN017"] : [], project.Run().Ids);
    }

    [Fact]
    public void A_license_that_is_too_long_is_an_error()
    {
        using var project = new TestProject().WithObject(
            "probe.o", new ElfBuilder().WithProgram("run").WithLicense(new string('x', 64)).Build());

        Assert.Contains("the text in section 'license' has 64 bytes", project.Run().Message("BPFGEN018"));
    }

    [Fact]
    public void A_license_without_a_terminating_zero_ends_at_the_end_of_the_section()
    {
        var builder = new ElfBuilder().WithProgram("run").WithSection("license", [.. "GPL"u8]);

        Assert.Equal("GPL", Linked.Object(builder.Build()).License);
    }

    [Fact]
    public void A_version_section_that_does_not_hold_a_number_is_an_error()
    {
        using var project = new TestProject().WithObject(
            "probe.o", new ElfBuilder().WithProgram("run").WithSection("version", [.. "5.10.0"u8]).Build());

        Assert.Contains("section 'version' has 6 bytes", project.Run().Message("BPFGEN003"));
    }

    [Fact]
    public void Program_names_that_differ_only_in_leading_underscores_do_not_collide()
    {
        var builder = new ElfBuilder()
            .WithSection("socket", ElfBuilder.Code(0x95, 0x95), executable: true)
            .WithSymbol("io_start", "socket", ElfBuilder.Function, 0, 8).WithSymbol("__io_start", "socket", ElfBuilder.Function, 8, 8);
        using var project = new TestProject().WithObject("probe.o", builder.Build());

        var run = project.Run();

        Assert.Empty(run.Ids);
        Assert.Contains(" IoStart { get; }", run.Source);
        Assert.Contains(" _IoStart { get; }", run.Source);
        run.Compile();
    }

    [Fact]
    public void A_legacy_section_name_is_accepted_and_reported()
    {
        using var project = new TestProject().WithProbe("probe.o");

        Assert.Equal(
            "Section 'socket1' is read as 'socket', as other loaders do. libbpf 1.0 and later reject this name; "
                + "write SEC(\"socket\") instead.",
            project.Run().Message("BPFGEN026"));
    }

    [Fact]
    public void A_relocation_of_an_unknown_type_is_an_error()
    {
        var bytes = new ElfBuilder().WithMap("events").WithProgram("run").WithRelocation("socket", 0, "events", type: 77).Build();
        using var project = new TestProject().WithObject("probe.o", bytes);

        Assert.Contains("type 77 at offset 0", project.Run().Message("BPFGEN013"));
    }

    [Fact]
    public void A_relocation_that_refers_to_the_middle_of_a_map_definition_is_an_error()
    {
        var code = ElfBuilder.Code(0x18, 0, 0x95);
        code[4] = 8;
        var bytes = new ElfBuilder().WithMap("events").WithSymbol("", "maps", ElfBuilder.SectionSymbol, size: 0)
            .WithSection("socket", code, executable: true).WithSymbol("run", "socket", ElfBuilder.Function)
            .WithRelocation("socket", 0, "").Build();
        using var project = new TestProject().WithObject("probe.o", bytes);

        Assert.Contains("no map begins at offset 8 of section 'maps'", project.Run().Message("BPFGEN012"));
    }

    [Fact]
    public void A_program_that_uses_a_map_with_an_invalid_definition_causes_no_second_error()
    {
        var builder = new ElfBuilder();
        var bytes = builder.WithSection("maps", builder.Numbers(2, 4, 8, 1)).WithSymbol("cut", "maps", ElfBuilder.Object)
            .WithProgram("run", "socket", ElfBuilder.Code(0x18, 0, 0xb7, 0x95)).WithRelocation("socket", 0, "cut").Build();

        Assert.Equal(["BPFGEN014"], Linked.Try(bytes).Problems.Select(problem => problem.Rule.Id));
    }

    [Fact]
    public void A_two_slot_load_instruction_at_the_end_of_the_program_is_an_error()
    {
        var bytes = new ElfBuilder().WithMap("events")
            .WithSection("socket", ElfBuilder.Code(0x95, 0x18), executable: true).WithSymbol("run", "socket", ElfBuilder.Function)
            .WithRelocation("socket", 8, "events").Build();
        using var project = new TestProject().WithObject("probe.o", bytes);

        Assert.Contains("is cut off by the end of the function", project.Run().Message("BPFGEN019"));
    }

    [Fact]
    public void A_program_size_that_is_not_a_multiple_of_8_bytes_is_an_error()
    {
        var bytes = new ElfBuilder().WithSection("socket", new byte[12], executable: true)
            .WithSymbol("run", "socket", ElfBuilder.Function)
            .Build();
        using var project = new TestProject().WithObject("probe.o", bytes);

        Assert.Contains("are not whole instructions", project.Run().Message("BPFGEN019"));
    }

    [Fact]
    public void Code_without_a_function_symbol_is_a_warning()
    {
        using var project = new TestProject().WithObject(
            "probe.o", new ElfBuilder().WithSection("socket", ElfBuilder.Code(0x95), executable: true).Build());

        Assert.Contains("has 8 bytes of code but no function symbol", project.Run().Message("BPFGEN027"));
    }

    [Theory]
    [InlineData("", "its namespace is empty")]
    [InlineData("..", "'..'")]
    [InlineData("a/b", "'a/b'")]
    public void A_gobpf_namespace_that_is_not_a_file_name_is_an_error(string folder, string reason)
    {
        var builder = new ElfBuilder();
        var definition = new byte[280];
        builder.Numbers(2, 4, 8, 1, 0, 2).CopyTo(definition, 0);
        System.Text.Encoding.ASCII.GetBytes(folder).CopyTo(definition, 24);
        var bytes = builder.WithSection("maps/packets", definition).WithSymbol("packets", "maps/packets", ElfBuilder.Object).Build();
        using var project = new TestProject().WithObject("probe.o", bytes);

        Assert.Contains(reason, project.Run().Message("BPFGEN028"));
    }

    [Fact]
    public void Almost_equal_names_in_an_object_get_different_properties()
    {
        using var project = new TestProject().WithProbe("near-names.o");

        var run = project.Run();

        Assert.Empty(run.Ids);
        run.Compile();
    }

    [Fact]
    public void Colliding_names_cause_one_error_and_no_compiler_errors()
    {
        using var project = new TestProject().WithProbe("broken/collision.o");

        var run = project.Run();

        Assert.Equal(["BPFGEN016"], run.Ids);
        run.Compile();
    }

    [Fact]
    public void An_invalid_license_causes_only_one_error()
    {
        using var project = new TestProject().WithProbe("probe-zig.o", ("BpfLicense", new string('x', 64)));

        Assert.Equal(["BPFGEN018"], project.Run().Errors.Select(error => error.Id));
    }

    [Fact]
    public void An_extern_variable_in_an_unknown_section_is_an_error()
    {
        using var project = new TestProject().WithProbe("broken/kernel-variable.o");

        Assert.Contains("'somewhere' is declared extern", project.Run().Message("BPFGEN040"));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("dot.dot")]
    public void A_map_with_an_unsafe_name_cannot_be_pinned_by_name(string name)
    {
        var problems = new ProblemList();

        Assert.Null(PinPaths.OfLibbpf(name, pinning: 1, problems));
        Assert.Equal("BPFGEN028", Assert.Single(problems.ToArray()).Rule.Id);
    }
}
