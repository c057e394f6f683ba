using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using BpfGen.Generator.Analyzers;
using BpfGen.Generator.Tests.Support;
using Microsoft.CodeAnalysis;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// The C# code on the pages of the diagnostics compiles. The code of a section "Example" causes the diagnostic of its page; the code of a
/// section "Fix" does not.
/// </summary>
public sealed class DiagnosticPageTests
{
    /// <summary>
    /// The blocks that are statements. The key is the start of the block, the value has the parameters of the method that the test puts
    /// around the block.
    /// </summary>
    private static readonly Dictionary<string, string> Statements = new()
    {
        ["using var probe = Probe.Load(new() { Maps = { RxCnt"] = "",
        ["using var probe = Probe.Load(new()\n{\n    Maps"] = "BpfGen.HashMap counts",
        ["using var link = probe.OnReadline"] = "Probe probe",
        ["map.As<(byte, uint), ulong>();"] = "BpfGen.HashMap map",
        ["static ulong Find<TKey>"] = "BpfGen.HashMap map",
        ["using var probe = Probe.Load(new()\n{\n    Programs"] = "",
        ["probe.Events.OpenReader();"] = "Probe probe",
        ["using var reader = probe.Events"] = "Probe probe",
        ["ReadOnlySpan<byte> last"] = "BpfGen.RingBufferReader reader, System.TimeSpan timeout",
    };

    /// <summary>The start of the example that the build cannot find, as its page says.</summary>
    private const string NotFound = "static ulong Find<TKey>";

    /// <summary>The compiler's error about a class without 'partial', which two examples show.</summary>
    private const string NoPartial = "CS0260";

    /// <summary>The pages whose fix is an option of <c>Load</c>. The build still reports what the object does not set.</summary>
    private static readonly string[] FixedAtLoad = ["BPFGEN032", "BPFGEN035", "BPFGEN063"];

    /// <summary>An object with all that the pages name.</summary>
    private const string Source = """
        #include "bpf.h"
        struct event { __u64 number; __u32 length; __u8 kind; };
        struct key { __u32 a; __u64 b; __u16 c; };
        struct process { __u32 pid; char comm[16]; };
        struct { __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY); __uint(key_size, 4); __uint(value_size, 4); } events SEC(".maps");
        struct { __uint(type, 1); __uint(max_entries, 8); __type(key, struct key); __type(value, __u64); } totals SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, __u32); __type(value, __u64); } rx_cnt SEC(".maps");
        struct { __uint(type, 1); __uint(max_entries, 8); __type(key, __u32); __type(value, struct process); } names SEC(".maps");
        struct { __uint(type, 12); __uint(max_entries, 8); __uint(key_size, 4); __uint(value_size, 4); } by_cpu SEC(".maps");
        struct { __uint(type, 13); __uint(max_entries, 8); __uint(key_size, 4); __uint(value_size, 4); } by_user SEC(".maps");
        struct event *unused_event;
        SEC("uprobe") int on_readline(void *ctx) { return 0; }
        SEC("fentry/do_unlinkat") int on_unlink(void *ctx) { return 0; }
        char LICENSE[] SEC("license") = "GPL";
        """;

    private static readonly Lazy<byte[]> Object = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("bpfgen-page-").FullName;
        try
        {
            var file = Path.Combine(folder, "probe.bpf.c");
            File.WriteAllText(file, Source);
            return Clang.Compile(file, "-Wno-unused", "-I", Path.Combine(Repository.Root, "probes", "include"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    });

    public static TheoryData<string, string, string> Blocks => [.. Directory
        .GetFiles(Path.Combine(Repository.Root, "docs", "diagnostics"), "*.md")
        .Order(StringComparer.Ordinal)
        .SelectMany(page => Regex
            .Matches(File.ReadAllText(page), "^## ([^\n]*)\n(.*?)(?=^## |\\z)", RegexOptions.Multiline | RegexOptions.Singleline)
            .SelectMany(section => Regex
                .Matches(section.Groups[2].Value, "^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)
                .Select(block => (Path.GetFileNameWithoutExtension(page), section.Groups[1].Value, block.Groups[1].Value))))];

    [Theory]
    [MemberData(nameof(Blocks))]
    public async Task The_code_of_a_page_compiles_and_causes_the_diagnostic_only_in_the_example(string id, string section, string code)
    {
        using var project = new TestProject().WithProperty("RootNamespace", "").WithSource(Program(code));
        foreach (var path in id == "BPFGEN021" ? (string[])["net/probe.o", "fs/probe.o"] : ["probe.o"])
        {
            project.WithObject(path, Object.Value);
        }

        var run = project.Run();

        var compilation = project.Compilation().AddSyntaxTrees(run.Sources.Select(source => TestProject.Parse(source.Value, source.Key)));
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && !(diagnostic.Id == NoPartial && section == "Example")));
        var ids = new HashSet<string>(run.Ids);
        foreach (var analyzer in (Microsoft.CodeAnalysis.Diagnostics.DiagnosticAnalyzer[])
            [new DroppedResultAnalyzer(), new KeptRecordAnalyzer(), new DeclarationAnalyzer(), new StructAnalyzer()])
        {
            ids.UnionWith((await FixRun.Analyze(project, analyzer, compiles: false)).Select(diagnostic => diagnostic.Id));
        }

        if (section == "Example")
        {
            Assert.Equal(!code.StartsWith(NotFound, StringComparison.Ordinal), ids.Contains(id));
        }
        else if (!FixedAtLoad.Contains(id))
        {
            Assert.DoesNotContain(id, ids);
        }
    }

    private static string Program(string code)
    {
        var key = Statements.Keys.SingleOrDefault(start => code.StartsWith(start, StringComparison.Ordinal));
        return key is null
            ? (code.Contains("using BpfGen;") ? "" : "using BpfGen;\n") + code
            : $$"""
                using System;
                using BpfGen;
                internal struct Key { public uint A; public ulong B; }
                internal static class Page
                {
                    internal static void Run({{Statements[key]}})
                    {
                        {{code}}
                    }
                }
                """;
    }
}
