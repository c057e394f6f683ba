using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using BpfGen.Package.Tests.Support;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>The C# code of README.md and of the pages in <c>docs/</c> compiles in projects that reference the package.</summary>
public sealed class ReadmeTests(PackedPackage package) : IClassFixture<PackedPackage>
{
    private const string Program = "using BpfGen;";
    private const string Requirements = "[BpfObject(\"probe.o\")]";
    private const string KernelTests = "using BpfGen.Testing.Kernels;\nusing Xunit;";
    private const string KernelPrograms = "var store = new KernelStore();";
    private const string UserStruct = "[BpfStruct(\"struct event\")]";

    /// <summary>
    /// The pages about the package for hosts, whose code other tests compile. Their first block is a program, the others are parts of one.
    /// </summary>
    private static readonly string[] HostingPages = ["hosting.md", "metrics.md", "dashboard.md"];

    /// <summary>
    /// The first lines of the blocks that show generated code. The tests do not compile these blocks, because the pages show only parts of
    /// the code.
    /// </summary>
    private static readonly string[] Generated =
    [
        "internal sealed partial class Probe : global::BpfGen.IBpfObject<Probe, Probe.LoadOptions>",
        "/// <summary>Program <c>on_exec</c>",
    ];

    /// <summary>
    /// The code fragments of the pages. The key is the start of the fragment's first line. The value contains the parameters of the method
    /// in which the test compiles the fragment.
    /// </summary>
    private static readonly Dictionary<string, string> Fragments = new()
    {
        ["using var tracer = Tracer.Load(new()\n"] = "Tracer other",
        ["using var tracer = Tracer.Load(new() { Programs"] = "",
        ["using var tracer = Tracer.Load();"] =
            "int pid, System.TimeSpan timeout, RingBufferReader<Tracer.Types.Event> reader, ReaderSet readers",
        ["using var link = probe.Count.Attach("] = "Tracer probe",
        ["using var links = tracer.Attach();"] = "Tracer tracer, int pid",
        ["foreach (var map in Tracer.Definition.Maps)"] = "Tracer.Types.Event e",
        ["foreach (var feature in Tracer.CheckSupport())"] = "",
        ["Console.WriteLine($\"Requires Linux {Tracer.Requirements"] = "",
        ["var missing = Tracer.CheckSupport();"] = "",
        ["using var probe = Tracer.Load(new() { Rodata"] = "byte[] packet",
        ["using var reader = tracer.Events.OpenReader();"] = "Tracer tracer",
        ["var names = Tracer.Definition"] = "",
        ["var generated = ProbeGenerator.Run("] = "",
        ["using Tracer tracer = Tracer.Load();"] = "",
        ["using var quick = "] = "",
        ["using var all = tracer.Attach();"] = "Tracer tracer",
        ["using var events = tracer.Events"] = "Tracer tracer",
        ["using var samples = tracer.Samples"] = "Tracer tracer",
        ["if (tracer.Starts.TryGetValue"] = "Tracer tracer, int pid",
        ["using var first "] = "",
        ["using var onLibrary "] = "Tracer tracer, int pid",
        ["var result = tracer.Count.TestRun(packet);"] = "Tracer tracer, byte[] packet",
        ["try\n{\n    using var logged"] = "",
        ["using var guarded = "] = "",
        ["var result = probe.Mirror.TestRun("] = "Tracer probe, byte[] packet, byte[] output, Tracer.Types.Operands operands",
    };

    private const string SignedItem = "<AdditionalFiles Include=\"guarded.o\" BpfSign=\"keys/signing.pem\" />";

    /// <summary>The source of the signed object.</summary>
    private const string Guarded = """
        int wanted_process;
        __attribute__((section("raw_tp/sys_enter"), used)) int on_enter(void *context) { return wanted_process; }
        char LICENSE[] __attribute__((section("license"), used)) = "GPL";
        """;

    /// <summary>The source of an eBPF object with all maps and programs that the code fragments use.</summary>
    private const string Tracer = """
        #define SEC(name) __attribute__((section(name), used))
        #define __uint(name, value) int (*name)[value]
        #define __type(name, value) typeof(value) *name
        typedef unsigned int u32;
        typedef unsigned long u64;
        struct event { u64 time; u32 cpu; u32 pid; };
        struct flow { u32 source; u32 target; };
        struct totals { u64 packets; u64 bytes; };
        struct operands { u64 left; u64 right; };
        struct hist { u32 slots[26]; };
        struct request { u64 start; u64 end; u32 pid; };
        const volatile u64 min_duration_ns = 1;
        u32 dropped;
        struct { __uint(type, 27); __uint(max_entries, 4096); __type(value, struct event); } events SEC(".maps");
        struct { __uint(type, 4); __type(value, struct event); } samples SEC(".maps");
        struct { __uint(type, 1); __uint(max_entries, 64); __type(key, int); __type(value, u64); } starts SEC(".maps");
        struct { __uint(type, 1); __uint(max_entries, 64); __type(key, struct flow); __type(value, struct totals); } flows SEC(".maps");
        struct { __uint(type, 2); __uint(max_entries, 26); __type(key, u32); __type(value, u64); } latencies SEC(".maps");
        struct { __uint(type, 1); __uint(max_entries, 64); __type(key, u32); __type(value, struct hist); } disks SEC(".maps");
        struct { __uint(type, 27); __uint(max_entries, 4096); __type(value, struct request); } requests SEC(".maps");
        struct operands *unused_operands;
        SEC("tp/sched/sched_process_exec") int handle_exec(void *ctx) { if (min_duration_ns > 5) dropped++; return 0; }
        SEC("tp/sched/sched_process_exec") int on_exec(void *ctx) { return 0; }
        SEC("kprobe/old_name") int on_old_name(void *ctx) { return 0; }
        SEC("kprobe/new_name") int on_new_name(void *ctx) { return 0; }
        SEC("uprobe/libc.so.6:malloc") int on_malloc(void *ctx) { return 0; }
        SEC("xdp") int count(void *ctx) { return 2; }
        SEC("tc") int mirror(void *ctx) { return 0; }
        SEC("syscall") int add(struct operands *ctx) { return ctx->left + ctx->right; }
        char LICENSE[] SEC("license") = "GPL";
        """;

    [Fact]
    public void The_tests_compile_every_CSharp_code_block_of_the_documentation_pages()
    {
        string[] known = [Program, Requirements, UserStruct, KernelTests, KernelPrograms, .. Generated, .. Fragments.Keys];

        Assert.All(Blocks(), block => Assert.Single(known, start => block.StartsWith(start, StringComparison.Ordinal)));
        Assert.Equal(known.Length, Blocks().Count);
    }

    [Fact]
    public async Task The_code_of_the_documentation_pages_compiles_in_a_new_console_project()
    {
        var folder = await NewProject(
            "console",
            $"""
            <AdditionalFiles Include="probe.o;tracer.o" />
            {SignedItem}
            <PackageReference Include="BpfGen.Testing" Version="{package.Version}" />
            """);
        await CompileTracer(folder);
        await CompileGuarded(folder);
        Write(folder, "Program.cs", Block(Program));
        Write(folder, "Fragments.cs", "using BpfGen;\nusing BpfGen.Testing;\n\nnamespace MyApp;\n\ninternal static class Fragments\n{\n"
            + string.Concat(Fragments.Select(
                (pair, index) => $"    public static void F{index}({pair.Value})\n    {{\n{Complete(Block(pair.Key))}\n    }}\n")) + "}\n");

        (await Dotnet.Run(folder, "build")).ShouldSucceed();
    }

    [Fact]
    public async Task The_attributes_on_the_documentation_pages_compile_in_a_new_worker_project()
    {
        var folder = await NewProject("worker", "<AdditionalFiles Include=\"*.o\" />");
        Write(folder, "Requirements.cs", "using BpfGen;\n\n" + Block(Requirements));
        (await Dotnet.Run(folder, "build")).ShouldSucceed();

        await CompileTracer(folder);
        Write(
            folder,
            "UserStruct.cs",
            "using BpfGen;\n\n" + Block(UserStruct).Replace("struct event\")", "struct event\", ObjectFile = \"tracer.o\")"));

        var build = (await Dotnet.Run(folder, "build")).ShouldFail();
        Assert.Contains(
            "error BPFGEN053: Field 'Pid' does not match tracer.o: it is at offset 8, but struct event has it at 12", build.Output);
        Assert.Contains("1 Error(s)", build.Output);
    }

    [Fact]
    public async Task The_tests_for_other_kernels_on_the_page_about_testing_compile_in_a_new_project()
    {
        var folder = await NewProject(
            "console",
            $"""
            <AdditionalFiles Include="tracer.o" />
            <PackageReference Include="BpfGen.Testing.Kernels.Xunit" Version="{package.Version}" />
            <PackageReference Include="xunit.v3.mtp-v2" Version="{VersionOf("xunit.v3.mtp-v2")}" />
            """);
        await CompileTracer(folder);
        File.Delete(Path.Combine(folder, "Program.cs"));
        Write(folder, "Tests.cs", Block(KernelTests).Replace("public class", "namespace MyApp;\n\npublic class", StringComparison.Ordinal));
        Write(
            folder,
            "Programs.cs",
            "using BpfGen.Testing.Kernels;\n\nnamespace MyApp;\n\npublic static class Programs\n{\n"
                + $"    public static async Task Run()\n    {{\n{Block(KernelPrograms)}\n    }}\n}}\n");

        (await Dotnet.Run(folder, "build")).ShouldSucceed();
    }

    [Theory]
    [InlineData("hosting.md")]
    [InlineData("metrics.md", "OpenTelemetry.Extensions.Hosting", "OpenTelemetry.Exporter.OpenTelemetryProtocol")]
    public async Task The_code_of_a_page_about_hosting_compiles_in_a_new_worker_project(string page, params string[] packages)
    {
        var folder = await NewProject(
            "worker",
            $"""
            <AdditionalFiles Include="tracer.o" />
            {SignedItem}
            <PackageReference Include="BpfGen.Extensions.Hosting" Version="{package.Version}" />
            """
            + string.Concat(packages.Select(name => $"<PackageReference Include=\"{name}\" Version=\"{VersionOf(name)}\" />")));
        await CompileTracer(folder);
        await CompileGuarded(folder);
        var blocks = BlocksOf(Path.Combine(PackedPackage.Repository, "docs", page)).ToList();
        Write(folder, "Program.cs", blocks[0]);
        Write(folder, "Fragments.cs", "using BpfGen;\nusing BpfGen.Extensions.Hosting;\nusing System.Diagnostics;\n"
            + (packages.Length > 0 ? "using OpenTelemetry.Metrics;\n" : "")
            + "\nnamespace MyApp;\n\ninternal static class Fragments\n{\n"
            + string.Concat(blocks.Skip(1).Select(
                (block, index) => $"    public static void F{index}(HostApplicationBuilder builder)\n    {{\n{block}\n    }}\n")) + "}\n");

        (await Dotnet.Run(folder, "build")).ShouldSucceed();
    }

    /// <summary>
    /// Returns the code blocks of all pages except those about hosting, whose code requires other packages. The README and the other
    /// pages have some blocks in common.
    /// </summary>
    private static List<string> Blocks() =>
        [.. Directory.GetFiles(Path.Combine(PackedPackage.Repository, "docs"), "*.md")
            .Where(path => !HostingPages.Contains(Path.GetFileName(path)))
            .Append(Path.Combine(PackedPackage.Repository, "README.md"))
            .SelectMany(BlocksOf)
            .Distinct()];

    private static IEnumerable<string> BlocksOf(string page) =>
        Regex.Matches(File.ReadAllText(page), "^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)
            .Select(match => match.Groups[1].Value);

    private static string Block(string start) => Assert.Single(Blocks(), block => block.StartsWith(start, StringComparison.Ordinal));

    /// <summary>
    /// Completes a code fragment: replaces the dots that stand for the user's code, and turns an expression into a statement.
    /// </summary>
    private static string Complete(string fragment) => Regex.Replace(
        fragment.Replace("=> …", "=> { }", StringComparison.Ordinal).Replace(") …", ") { }", StringComparison.Ordinal),
        @"^(KernelFeatures\.Has\(.*?\))( +//|$)",
        "_ = $1;$2",
        RegexOptions.Multiline);

    private async Task<string> NewProject(string template, string items)
    {
        var folder = Path.Combine(package.Folder, Guid.NewGuid().ToString("N"), "MyApp");
        (await Dotnet.Run(package.Folder, "new", template, "--no-restore", "--framework", "net10.0", "-o", folder)).ShouldSucceed();
        File.Copy(Path.Combine(PackedPackage.Repository, "probes", "probe.o"), Path.Combine(folder, "probe.o"));
        Write(folder, "nuget.config", $"""
            <configuration>
              <packageSources>
                <add key="feed" value="{package.Feed}" />
              </packageSources>
            </configuration>
            """);
        var project = Path.Combine(folder, "MyApp.csproj");
        await File.WriteAllTextAsync(project, (await File.ReadAllTextAsync(project)).Replace("</Project>", $"""
              <PropertyGroup>
                <RestorePackagesPath>{Path.Combine(package.Folder, "packages")}</RestorePackagesPath>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="BpfGen" Version="{package.Version}" />
                {items}
              </ItemGroup>
            </Project>
            """, StringComparison.Ordinal));
        return folder;
    }

    /// <summary>The version of a package that the repository itself uses.</summary>
    private static string VersionOf(string name) => Regex.Match(
        File.ReadAllText(Path.Combine(PackedPackage.Repository, "Directory.Packages.props")),
        $"Include=\"{Regex.Escape(name)}\" Version=\"(.*?)\"").Groups[1].Value;

    private static async Task CompileTracer(string folder) => await Compile(folder, "tracer", Tracer);

    /// <summary>Compiles the object that <see cref="SignedItem"/> signs, and copies its key.</summary>
    private static async Task CompileGuarded(string folder)
    {
        await Compile(folder, "guarded", Guarded);
        Directory.CreateDirectory(Path.Combine(folder, "keys"));
        File.Copy(
            Path.Combine(PackedPackage.Repository, "probes", "signing", "test-key.pem"), Path.Combine(folder, "keys", "signing.pem"));
    }

    private static async Task Compile(string folder, string name, string source)
    {
        var clang = new[] { "clang-19", "clang" }
            .FirstOrDefault(program => Environment.GetEnvironmentVariable("PATH")!.Split(':')
                .Any(path => File.Exists(Path.Combine(path, program))));
        Assert.SkipUnless(clang is not null, "Requires clang.");
        Write(folder, $"{name}.bpf.c", source + "\n");
        (await Dotnet.Start(clang, folder, "-target", "bpf", "-O2", "-g", "-c", $"{name}.bpf.c", "-o", $"{name}.o")).ShouldSucceed();
    }

    private static void Write(string folder, string file, string text) => File.WriteAllText(Path.Combine(folder, file), text);
}
