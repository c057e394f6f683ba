using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using BpfGen.Package.Tests.Support;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>BpfCompile items, in a new project that references the package: the build compiles eBPF sources.</summary>
public sealed class CompileTests(PackedPackage package) : IClassFixture<PackedPackage>
{
    [Fact]
    public async Task A_source_in_a_folder_with_blanks_is_compiled_to_a_generated_class()
    {
        var project = await ProbeProject.Create(package, "my new app", metadata: "BpfRequireMaps=\"events\"");

        (await project.Build("-warnaserror")).ShouldSucceed();

        var run = (await Dotnet.Run(project.Folder, "run", "--no-build")).ShouldSucceed();
        Assert.Equal("App.Hello+Types+Event", run.Output.Trim());
    }

    [Fact]
    public async Task A_compiler_error_is_reported_at_its_line_and_column_in_the_C_source()
    {
        var project = await ProbeProject.Create(package);
        project.Write(
            "probes/hello.bpf.c",
            ProbeProject.Probe.Replace("return 0;\n    event", "return oops;\n    event", StringComparison.Ordinal));

        var build = (await project.Build()).ShouldFail();

        Assert.Contains($"{project.Source}(19,16): error BPFGEN071: use of undeclared identifier 'oops'", build.Output);
    }

    [Fact]
    public async Task A_missing_header_is_reported_at_its_include_directive()
    {
        var project = await ProbeProject.Create(package);
        File.Delete(Path.Combine(project.Folder, "probes", "event.h"));

        Assert.Contains($"{project.Source}(3,10): error BPFGEN071: 'event.h' file not found", (await project.Build()).ShouldFail().Output);
    }

    [Fact]
    public async Task A_missing_vmlinux_h_is_reported_with_the_command_that_writes_it()
    {
        var project = await ProbeProject.Create(package);
        project.Write("probes/hello.bpf.c", "#include \"vmlinux.h\"\n");

        Assert.Contains(
            $"{project.Source}(1,10): error BPFGEN071: 'vmlinux.h' file not found. Write it from the types of the running kernel: "
                + "bpfgen vmlinux -o probes/vmlinux.h",
            (await project.Build()).ShouldFail().Output);
    }

    [Fact]
    public async Task Every_build_repeats_a_compiler_warning_until_the_source_is_corrected()
    {
        var project = await ProbeProject.Create(package);
        project.Write(
            "probes/hello.bpf.c",
            ProbeProject.Probe.Replace("    if (!event)", "    int spare;\n    if (!event)", StringComparison.Ordinal));
        var warning = $"{project.Source}(18,9): warning Wunused-variable: unused variable 'spare'";

        Assert.Contains(warning, (await project.Build()).ShouldSucceed().Output);
        Assert.Contains(warning, (await project.Build()).ShouldSucceed().Output);
        Assert.DoesNotContain("spare", (await project.Build("-p:BpfFlags=-Wno-unused-variable")).ShouldSucceed().Output);
    }

    [Fact]
    public async Task An_unmet_requirement_of_a_compiled_object_is_reported_at_its_source_file()
    {
        var project = await ProbeProject.Create(package, metadata: "BpfRequireMaps=\"events;counts\"");

        Assert.Contains(
            $"{project.Source}(1,1): error BPFGEN007: hello.o has no map 'counts'", (await project.Build()).ShouldFail().Output);
    }

    [Fact]
    public async Task Misspelt_BpfCompile_metadata_and_a_pattern_without_a_match_are_warnings()
    {
        var project = await ProbeProject.Create(package, metadata: "BpfFlag=\"-O1\" />\n    <BpfCompile Include=\"nowhere/*.bpf.c\"");

        var build = (await project.Build()).ShouldSucceed();

        Assert.Contains(
            "warning BPFGEN037: BpfGen has no item metadata 'BpfFlag', so this metadata has no effect. Did you mean 'BpfFlags'?",
            build.Output);
        Assert.Contains("warning BPFGEN038: Include='nowhere/*.bpf.c' matches no file, so nothing is compiled from it.", build.Output);
    }

    [Theory]
    [InlineData(
        "<BpfClang>/nowhere/clang</BpfClang>",
        "BPFGEN070: The project's BpfClang is '/nowhere/clang', but there is no such program.")]
    [InlineData(
        "<BpfClang>/bin/true</BpfClang>",
        "BPFGEN070: The project's BpfClang is '/bin/true', but this program is not clang")]
    [InlineData("<BpfHeaders>nowhere</BpfHeaders>", "BPFGEN072: BpfHeaders is 'nowhere', but there is no such folder.")]
    [InlineData("<BpfArchitectures>x64;x65</BpfArchitectures>", "BPFGEN072: BpfArchitectures contains 'x65', which is no architecture.")]
    public async Task An_invalid_compiler_setting_is_one_error_in_the_project_file(string properties, string message)
    {
        var project = await ProbeProject.Create(package, properties: properties);

        var build = (await project.Build()).ShouldFail();

        Assert.Contains($"App.csproj : error {message}", build.Output);
        Assert.Contains("1 Error(s)", build.Output);
    }

    [Fact]
    public async Task The_error_for_a_missing_compiler_shows_the_command_that_installs_a_compiler()
    {
        var project = await ProbeProject.Create(package);
        (await Dotnet.Run(project.Folder, "restore")).ShouldSucceed();
        var dotnet = Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "/usr/bin/dotnet";

        var build = (await Dotnet.Start("/usr/bin/env", project.Folder, "PATH=/nowhere", dotnet, "build", "--no-restore")).ShouldFail();

        Assert.Contains(
            "error BPFGEN070: C sources of BpfCompile need clang 14 or newer (or zig), but no such compiler", build.Output);
        Assert.Matches("To install it, run: (apt-get|dnf|apk|zypper|pacman) ", build.Output);
    }

    [Fact]
    public async Task The_compiler_runs_again_only_if_the_contents_of_a_file_changed()
    {
        var project = await ProbeProject.Create(package);
        var (clang, calls) = project.CountingClang();
        var option = $"-p:BpfClang={clang}";
        (await project.Build(option)).ShouldSucceed();
        var first = File.ReadAllLines(calls).Length;

        // A new time stamp alone does not count as a change.
        File.SetLastWriteTimeUtc(project.Source, DateTime.UtcNow.AddMinutes(1));
        (await project.Build(option)).ShouldSucceed();
        Assert.Equal(first, File.ReadAllLines(calls).Length);

        project.Write("probes/event.h", "struct event {\n    __u32 pid;\n    __u32 more;\n};\n");
        File.SetLastWriteTimeUtc(Path.Combine(project.Folder, "probes", "event.h"), DateTime.UtcNow.AddYears(-1));
        project.Write("Program.cs", "System.Console.WriteLine(default(App.Hello.Types.Event).More);\n");
        (await project.Build(option)).ShouldSucceed();
        Assert.Equal(first + 1, File.ReadAllLines(calls).Length);
    }

    [Fact]
    public async Task Dotnet_watch_watches_sources_headers_keys_and_objects()
    {
        var project = await ProbeProject.Create(package, metadata: "BpfSign=\"signing.pem\"");
        Copy("signing/test-key.pem", "signing.pem");
        Copy("counters.o", "counters.o");
        var file = Path.Combine(project.Folder, "App.csproj");
        File.WriteAllText(file, File.ReadAllText(file).Replace(
            "<BpfCompile", "<AdditionalFiles Include=\"counters.o\" /><BpfCompile", StringComparison.Ordinal));
        (await project.Build()).ShouldSucceed();

        var watched = (await Dotnet.Run(project.Folder, "watch", "--list")).ShouldSucceed().Output.Split('\n');

        Assert.All(
            ["probes/hello.bpf.c", "probes/event.h", "signing.pem", "counters.o"],
            name => Assert.Contains(Path.Combine(project.Folder, name), watched));

        void Copy(string probe, string name) =>
            File.Copy(Path.Combine(PackedPackage.Repository, "probes", probe), Path.Combine(project.Folder, name));
    }

    [Fact]
    public async Task Building_in_two_folders_produces_the_same_object_bytes()
    {
        var (one, two) = (await ProbeProject.Create(package, "one"), await ProbeProject.Create(package, "a second, longer folder"));
        (await one.Build()).ShouldSucceed();
        (await two.Build()).ShouldSucceed();

        var cancel = TestContext.Current.CancellationToken;
        Assert.Equal(await File.ReadAllBytesAsync(one.Object, cancel), await File.ReadAllBytesAsync(two.Object, cancel));
    }

    [Fact]
    public async Task Clean_and_removing_a_source_delete_the_compiled_objects()
    {
        var project = await ProbeProject.Create(package);
        project.Write("probes/other.bpf.c", ProbeProject.Probe);
        var other = Path.Combine(Path.GetDirectoryName(project.Object)!, "other.o");
        (await project.Build()).ShouldSucceed();
        Assert.True(File.Exists(other));

        File.Delete(Path.Combine(project.Folder, "probes", "other.bpf.c"));
        (await project.Build()).ShouldSucceed();
        Assert.False(File.Exists(other));

        (await Dotnet.Run(project.Folder, "clean")).ShouldSucceed();
        Assert.False(File.Exists(project.Object));
    }

    [Fact]
    public async Task A_build_for_one_architecture_uses_the_object_for_that_architecture()
    {
        // Build without the host executable (UseAppHost), because it would need a package for the other architecture, which the test's feed
        // does not have.
        var project = await ProbeProject.Create(
            package, properties: "<BpfArchitectures>x64;arm64</BpfArchitectures><UseAppHost>false</UseAppHost>");
        project.Write("probes/hello.bpf.c", ForEachArchitecture);
        project.Write("Program.cs", "System.Console.WriteLine(typeof(App.Hello));\n");

        // If the project is built for one architecture, the name of the object need not contain the architecture.
        (await project.Build("-r", "linux-arm64", "--no-self-contained")).ShouldSucceed();
        (await project.Build("-r", "linux-x64", "--no-self-contained")).ShouldSucceed();
        var objects = new[] { "linux-arm64", "linux-x64" }
            .Select(runtime => File.ReadAllBytes(project.Object.Replace("net10.0", "net10.0/" + runtime, StringComparison.Ordinal)))
            .ToList();
        Assert.NotEqual(objects[0], objects[1]);

        Assert.Contains(
            "error BPFGEN072: The project is built for linux-riscv64, but BpfArchitectures is 'x64;arm64'. Add riscv64 to",
            (await project.Build("-r", "linux-riscv64", "--no-self-contained")).ShouldFail().Output);
    }

    [Fact]
    public async Task A_build_for_no_platform_carries_the_objects_of_all_architectures_and_the_process_selects_one()
    {
        var project = await ProbeProject.Create(
            package,
            properties: "<BpfArchitectures>x64;arm64</BpfArchitectures><EmitCompilerGeneratedFiles>true</EmitCompilerGeneratedFiles>");
        project.Write("probes/hello.bpf.c", ForEachArchitecture);
        project.Write("Program.cs", "System.Console.WriteLine(new App.Hello.LoadOptions().Data.Event.Architecture);\n");

        (await project.Build("-warnaserror")).ShouldSucceed();

        var expected = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "64" : "86";
        Assert.Equal(expected, (await Dotnet.Run(project.Folder, "run", "--no-build")).ShouldSucceed().Output.Trim());
        var generated = Directory.GetFiles(Path.Combine(project.Folder, "obj"), "App.Hello.g.cs", SearchOption.AllDirectories);
        Assert.Contains("from hello.x86.o and hello.arm64.o.", File.ReadAllText(Assert.Single(generated)));
    }

    [Fact]
    public async Task Different_objects_of_one_source_are_an_error_at_the_source()
    {
        var project = await ProbeProject.Create(package, properties: "<BpfArchitectures>x64;arm64</BpfArchitectures>");
        project.Write("probes/hello.bpf.c", ForEachArchitecture.Replace("int architecture;", """
            int architecture;
            #if defined(__TARGET_ARCH_arm64)
            int more;
            #endif

            """, StringComparison.Ordinal));

        Assert.Contains(
            $"{project.Source}(1,1): error BPFGEN075: hello.x86.o and hello.arm64.o are one class, which carries both, but they differ: ",
            (await project.Build()).ShouldFail().Output);
    }

    private const string ForEachArchitecture = """
        #include <linux/bpf.h>
        #include <linux/ptrace.h>
        #include <bpf/bpf_helpers.h>

        #if defined(__TARGET_ARCH_arm64)
        #define ARCHITECTURE 64
        #else
        #define ARCHITECTURE 86
        #endif

        struct event { int architecture; } event SEC(".data") = { ARCHITECTURE };

        SEC("kprobe/do_nanosleep")
        int on_call(void *ctx)
        {
            event.architecture = ARCHITECTURE;
            return 0;
        }
        """;
}
