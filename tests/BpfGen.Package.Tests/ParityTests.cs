using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using BpfGen.Package.Tests.Support;
using BpfGen.Tests;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>The table that BpfGen.Parity writes for a folder: a line for every program of every object.</summary>
[Trait(Speed.Trait, Speed.Slow)]
public sealed class ParityTests : IDisposable
{
    private static readonly string Program = typeof(ParityTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "ParityProgram").Value!;

    private readonly string _folder = Directory.CreateTempSubdirectory("bpfgen-parity-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_program_has_a_line_with_its_verdict_and_instruction_count()
    {
        SkipUnlessPrivileged();
        Add("probe.o");
        Add("rejected.o");

        var run = (await Run()).ShouldSucceed();

        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["file,prog,verdict,insns,build", "probe.o,bpf_prog,success,12,ok"], lines[..2]);
        Assert.Matches(@"^rejected\.o,\w+,failure,[1-9]\d*,ok$", Assert.Single(lines[2..]));
    }

    [Fact]
    public async Task The_reason_of_a_failure_names_the_stage_that_failed()
    {
        SkipUnlessPrivileged();
        Add("rejected.o");
        Add("broken/not-gpl.o");
        Add("loading/deep-types.o");
        File.WriteAllText(Path.Combine(_folder, "text.o"), "not an object");

        var run = (await Run()).ShouldSucceed();

        Assert.Matches(@"(?m)^rejected\.o \w+: verifier: .+$", run.Error);
        Assert.Matches(@"(?m)^deep-types\.o with_callback: verifier: .+$", run.Error);
        Assert.Matches(@"(?m)^not-gpl\.o \w+: generate: BPFGEN017: .+$", run.Error);
        Assert.Matches(@"(?m)^text\.o \(all\): open: BPFGEN002: .+$", run.Error);
    }

    [Fact]
    public async Task An_error_in_one_program_fails_only_that_program()
    {
        SkipUnlessPrivileged();
        Add("broken/unknown-section.o");

        var run = (await Run()).ShouldSucceed();

        Assert.Contains("unknown-section.o,kept,success,", run.Output);
        Assert.Matches(@"(?m)^unknown-section\.o lost: generate: BPFGEN011: .+$", run.Error);
    }

    [Fact]
    public async Task The_build_column_shows_the_errors_that_stop_a_build()
    {
        SkipUnlessPrivileged();
        Add("broken/unknown-section.o");
        Add("broken/not-gpl.o");
        Add("probe.o");

        var run = (await Run()).ShouldSucceed();

        Assert.Matches(@"(?m)^unknown-section\.o,kept,success,\d+,BPFGEN011$", run.Output);
        Assert.Matches(@"(?m)^unknown-section\.o,lost,failure,0,BPFGEN011$", run.Output);
        Assert.Matches(@"(?m)^not-gpl\.o,\w+,failure,0,BPFGEN017$", run.Output);
        Assert.Matches(@"(?m)^probe\.o,bpf_prog,success,12,ok$", run.Output);
        Assert.Contains("objects stop a build: ", run.Error);
        Assert.Contains("BPFGEN011 in 1", run.Error);
    }

    [Fact]
    public async Task The_comparison_lists_objects_that_stop_a_build_although_another_loader_loads_them()
    {
        SkipUnlessPrivileged();
        Add("broken/unknown-section.o");
        Add("probe.o");

        var run =
            (await Compare("file_name,prog_name,verdict,total_insns\nunknown-section.o,kept,success,2\nprobe.o,bpf_prog,success,12\n"))
                .ShouldSucceed();

        Assert.Contains("unknown-section.o stops a build: BPFGEN011", run.Error);
        Assert.DoesNotContain("probe.o stops", run.Error);
    }

    [Theory]
    [InlineData(
        """
        Failed to open 'other.o': -2
        file_name,prog_name,verdict,duration,total_insns,total_states,peak_states
        probe.o,bpf_prog,success,36,12,1,1
        """)]
    [InlineData(
        """
        Processing 'probe.o'...
        File     Program   Verdict  Duration (us)  Total insns  Total states  Peak states
        -------  --------  -------  -------------  -----------  ------------  -----------
        probe.o  bpf_prog  success             36           12             1            1
        -------  --------  -------  -------------  -----------  ------------  -----------
        Done. Processed 1 object files, 1 programs.
        """)]
    [InlineData(
        """
        File     Program   Verdict  Duration (us)  Insns  States  Program size  Jited size
        -------  --------  -------  -------------  -----  ------  ------------  ----------
        probe.o  bpf_prog  success             36     12       1            14          99
        -------  --------  -------  -------------  -----  ------  ------------  ----------
        Done. Processed 1 files, 0 programs. Skipped 0 files, 0 programs.
        """)]
    [InlineData(
        """
        [
          { "kernel": "netnext", "collection": "probe", "build": "", "load": "0", "program": "bpf_prog", "insns_processed": 12 },
          { "kernel": "netnext", "collection": "probe", "build": "", "load": "1", "program": "bpf_prog", "insns_processed": 99 }
        ]
        """)]
    [InlineData("file,prog,verdict,insns,build\nprobe.o,bpf_prog,success,12,ok\n")]
    public async Task BpfGen_Parity_reads_tables_that_veristat_Cilium_or_BpfGen_Parity_has_written(string table)
    {
        SkipUnlessPrivileged();
        Add("probe.o");

        var run = (await Compare(table)).ShouldSucceed();

        Assert.Contains("1 of 1 verdicts equal (100.00 %)", run.Error);
        Assert.Contains("1 of 1 programs that both load have equal instruction counts (100.00 %)", run.Error);
    }

    [Fact]
    public async Task A_record_of_Cilium_belongs_to_the_object_file_with_the_same_build_number()
    {
        SkipUnlessPrivileged();
        Add("probe.o");
        File.Move(Path.Combine(_folder, "probe.o"), Path.Combine(_folder, "lxc_3.o"));

        var run =
            (await Compare("""[{ "collection": "lxc", "build": "3", "program": "bpf_prog", "insns_processed": 12 }]""")).ShouldSucceed();

        Assert.Contains("1 of 1 verdicts equal (100.00 %)", run.Error);
    }

    [Fact]
    public async Task A_table_of_verdicts_in_an_unknown_format_is_an_error()
    {
        SkipUnlessPrivileged();
        Add("probe.o");

        var run = await Compare("name;result\nprobe.o;fine\n");

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("has neither the columns file, prog, verdict and insns", run.Error);
    }

    [Fact]
    public async Task Each_program_is_loaded_without_the_other_programs_of_its_object()
    {
        SkipUnlessPrivileged();
        Add("subprograms.o");

        var run = (await Run()).ShouldSucceed();

        Assert.All(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..], line => Assert.Contains(",success,", line));
    }

    [Fact]
    public async Task An_object_that_exceeds_the_time_limit_is_a_failure_and_the_run_continues()
    {
        SkipUnlessPrivileged();
        Add("probe.o");

        // Every object exceeds a limit of 0 seconds.
        var run = (await Run("--timeout", "0")).ShouldSucceed();

        Assert.Contains("probe.o (all): open: no answer within 0 s", run.Error);
    }

    [Fact]
    public async Task The_comparison_lists_the_programs_on_which_the_loaders_differ()
    {
        SkipUnlessPrivileged();
        Add("probe.o");

        var run = (await Compare("file_name,prog_name,verdict,total_insns\nprobe.o,bpf_prog,success,99\nprobe.o,absent,failure,0\n"))
            .ShouldSucceed();

        Assert.Contains("success 99", run.Error);
        Assert.Contains("1 of 2 verdicts equal (50.00 %)", run.Error);
        Assert.Contains("0 of 1 programs that both load have equal instruction counts (0.00 %)", run.Error);
    }

    [Fact]
    public async Task With_parallel_jobs_the_lines_have_the_order_of_the_file_names()
    {
        SkipUnlessPrivileged();
        string[] probes = ["counters.o", "gobpf.o", "layouts.o", "probe.o", "rejected.o", "subprograms.o"];
        Array.ForEach(probes, Add);

        var sequential = (await Run()).ShouldSucceed();
        var parallel = (await Run("--jobs", "4")).ShouldSucceed();

        Assert.Equal(
            probes,
            sequential.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..].Select(line => line.Split(',')[0]).Distinct());
        Assert.Equal(sequential.Output, parallel.Output);
    }

    [Fact]
    public async Task The_options_of_BpfGen_Parity_write_the_table_and_the_reasons_to_files()
    {
        SkipUnlessPrivileged();
        Add("probe.o");
        Add("rejected.o");
        var (table, reasons) = (Path.Combine(_folder, "table.csv"), Path.Combine(_folder, "reasons.txt"));

        var run = (await Run("--output", table, "--reasons", reasons)).ShouldSucceed();

        Assert.Empty(run.Output);
        Assert.DoesNotContain("verifier:", run.Error);
        Assert.Equal(
            ["file,prog,verdict,insns,build", "probe.o,bpf_prog,success,12,ok"],
            (await File.ReadAllLinesAsync(table, TestContext.Current.CancellationToken))[..2]);
        Assert.StartsWith("rejected.o ", Assert.Single(await File.ReadAllLinesAsync(reasons, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task BpfGen_Parity_writes_progress_and_summary_to_standard_error()
    {
        SkipUnlessPrivileged();
        Add("probe.o");
        Add("rejected.o");

        var run = (await Run()).ShouldSucceed();

        Assert.Matches(@"(?m)^2 objects: \d+%", run.Error);
        Assert.Matches(@"(?m)^2 objects, 2 programs: 1 loaded, in \d+\.\d s", run.Error);
        Assert.DoesNotContain("objects", run.Output);
    }

    private async Task<ProcessResult> Compare(string table)
    {
        var other = Path.Combine(_folder, "other.csv");
        await File.WriteAllTextAsync(other, table, TestContext.Current.CancellationToken);
        return await Run("--compare", other);
    }

    private static void SkipUnlessPrivileged() =>
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Requires root, or CAP_BPF, CAP_PERFMON and CAP_NET_RAW.");

    private void Add(string probe) =>
        File.Copy(Path.Combine(PackedPackage.Repository, "probes", probe), Path.Combine(_folder, Path.GetFileName(probe)));

    private Task<ProcessResult> Run(params string[] options) =>
        Dotnet.Run(_folder, [Program, _folder, .. options.Contains("--jobs") ? [] : (string[])["--jobs", "1"], .. options]);
}
