using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using BpfGen.Package.Tests.Support;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>The C# code of README.md compiles in projects of the SDK's templates that reference the package.</summary>
public sealed class ReadmeTests(PackedPackage package) : IClassFixture<PackedPackage>
{
    private const string Program = "using BpfGen;";
    private const string Requirements = "[BpfObject(\"probe.o\")]";
    private const string UserStruct = "[BpfStruct(\"struct event\")]";

    /// <summary>The start of the block that shows generated code. It is shortened, so it does not compile.</summary>
    private const string Generated = "internal sealed partial class Probe : global::System.IDisposable";

    /// <summary>
    /// The fragments, by the start of their first line, with the parameters of the method that the test puts around each.
    /// </summary>
    private static readonly Dictionary<string, string> Fragments = new()
    {
        ["using var tracer = Tracer.Load(new()"] = "Tracer other",
        ["using var tracer = Tracer.Load();"] =
            "int pid, System.TimeSpan timeout, RingBufferReader<Tracer.Types.Event> reader, ReaderSet readers",
        ["using var link = probe.Count.Attach("] = "Tracer probe",
        ["using var links = tracer.Attach();"] = "Tracer tracer, int pid",
        ["foreach (var map in Tracer.Definition.Maps)"] = "Tracer.Types.Event e",
        ["var result = probe.Mirror.TestRun("] = "Tracer probe, byte[] packet, byte[] output, Tracer.Types.Operands operands",
    };

    /// <summary>An object with everything that the fragments use.</summary>
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
        const volatile u64 min_duration_ns = 1;
        u32 dropped;
        struct { __uint(type, 27); __uint(max_entries, 4096); __type(value, struct event); } events SEC(".maps");
        struct { __uint(type, 1); __uint(max_entries, 64); __type(key, int); __type(value, u64); } starts SEC(".maps");
        struct { __uint(type, 1); __uint(max_entries, 64); __type(key, struct flow); __type(value, struct totals); } flows SEC(".maps");
        struct operands *unused_operands;
        SEC("tp/sched/sched_process_exec") int handle_exec(void *ctx) { if (min_duration_ns > 5) dropped++; return 0; }
        SEC("uprobe/libc.so.6:malloc") int on_malloc(void *ctx) { return 0; }
        SEC("xdp") int count(void *ctx) { return 2; }
        SEC("tc") int mirror(void *ctx) { return 0; }
        SEC("syscall") int add(struct operands *ctx) { return ctx->left + ctx->right; }
        char LICENSE[] SEC("license") = "GPL";
        """;

    [Fact]
    public void These_tests_contain_every_code_block_of_the_README()
    {
        string[] known = [Program, Requirements, UserStruct, Generated, .. Fragments.Keys];

        Assert.All(Blocks(), block => Assert.Single(known, start => block.StartsWith(start, StringComparison.Ordinal)));
        Assert.Equal(known.Length, Blocks().Count);
    }

    [Fact]
    public async Task The_code_of_the_README_compiles_in_a_new_console_project()
    {
        var folder = await NewProject("console", "<AdditionalFiles Include=\"probe.o;tracer.o\" />");
        await CompileTracer(folder);
        Write(folder, "Program.cs", Block(Program));
        Write(folder, "Fragments.cs", "using BpfGen;\n\nnamespace MyApp;\n\ninternal static class Fragments\n{\n"
            + string.Concat(Fragments.Select(
                (pair, index) => $"    public static void F{index}({pair.Value})\n    {{\n{Complete(Block(pair.Key))}\n    }}\n")) + "}\n");

        (await Dotnet.Run(folder, "build", "-p:UseSharedCompilation=false")).ShouldSucceed();
    }

    [Fact]
    public async Task The_attributes_of_the_README_compile_in_a_new_worker_project()
    {
        var folder = await NewProject("worker", "<AdditionalFiles Include=\"*.o\" />");
        Write(folder, "Requirements.cs", "using BpfGen;\n\n" + Block(Requirements));
        (await Dotnet.Run(folder, "build", "-p:UseSharedCompilation=false")).ShouldSucceed();

        await CompileTracer(folder);
        Write(
            folder,
            "UserStruct.cs",
            "using BpfGen;\n\n" + Block(UserStruct).Replace("struct event\")", "struct event\", ObjectFile = \"tracer.o\")"));

        var build = (await Dotnet.Run(folder, "build", "-p:UseSharedCompilation=false")).ShouldFail();
        Assert.Contains(
            "error BPFGEN053: Field 'Pid' does not match tracer.o: it is at offset 8, but struct event has it at 12", build.Output);
        Assert.Contains("1 Error(s)", build.Output);
    }

    private static List<string> Blocks() =>
        [.. Regex.Matches(
            File.ReadAllText(Path.Combine(PackedPackage.Repository, "README.md")),
            "^```csharp\n(.*?)^```",
            RegexOptions.Multiline | RegexOptions.Singleline)
            .Select(match => match.Groups[1].Value)];

    private static string Block(string start) => Assert.Single(Blocks(), block => block.StartsWith(start, StringComparison.Ordinal));

    /// <summary>Replaces the dots that stand for the user's code, and makes a statement of an expression.</summary>
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

    private static async Task CompileTracer(string folder)
    {
        var clang = new[] { "clang-19", "clang" }
            .FirstOrDefault(program => Environment.GetEnvironmentVariable("PATH")!.Split(':')
                .Any(path => File.Exists(Path.Combine(path, program))));
        Assert.SkipUnless(clang is not null, "Requires clang.");
        Write(folder, "tracer.bpf.c", Tracer + "\n");
        (await Dotnet.Start(clang, folder, "-target", "bpf", "-O2", "-g", "-c", "tracer.bpf.c", "-o", "tracer.o")).ShouldSucceed();
    }

    private static void Write(string folder, string file, string text) => File.WriteAllText(Path.Combine(folder, file), text);
}
