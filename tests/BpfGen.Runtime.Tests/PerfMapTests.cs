using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Names of JIT-compiled functions, which a process lists in its perf map file (/tmp/perf-PID.map).</summary>
public sealed class PerfMapTests : IDisposable
{
    private readonly Process _process = Process.Start("sleep", "600");

    private string List => $"/tmp/perf-{_process.Id}.map";

    public void Dispose()
    {
        File.Delete(List);
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    [Fact]
    public void A_function_in_a_perf_map_file_is_found_by_any_address_in_the_function()
    {
        File.WriteAllText(List, "1000 20 void [app] Program::Main(string[])[Tier0]\n0x2000 0x8 next\n");
        var symbols = ProcessSymbols.Open(_process.Id);

        Assert.Equal(
            new NamedFrame(0x101f, "void [app] Program::Main(string[])[Tier0]", 0x1f, Path.GetFileName(List)), symbols.Find(0x101f));
        Assert.Equal("next", symbols.Find(0x2000).Function);
        Assert.Equal(new NamedFrame(0x1020, null, 0, null), symbols.Find(0x1020));
        Assert.Equal(new NamedFrame(0xfff, null, 0, null), symbols.Find(0xfff));
    }

    [Fact]
    public void A_function_added_to_a_perf_map_file_later_is_found_when_its_line_is_complete()
    {
        var symbols = ProcessSymbols.Open(_process.Id);
        Assert.Null(symbols.Find(0x1000).Function);

        File.WriteAllText(List, "1000 20 first\n2000 20 sec");
        Assert.Equal("first", symbols.Find(0x1000).Function);
        Assert.Null(symbols.Find(0x2000).Function);

        File.AppendAllText(List, "ond\n");
        Assert.Equal("second", symbols.Find(0x2000).Function);
    }

    [Fact]
    public void If_functions_overlap_the_last_one_in_the_perf_map_file_is_found()
    {
        File.WriteAllText(List, "1000 20 first\n1000 30 second\n1010 8 third\n");
        var symbols = ProcessSymbols.Open(_process.Id);

        Assert.Equal("second", symbols.Find(0x1000).Function);
        Assert.Equal("third", symbols.Find(0x1010).Function);
        Assert.Equal("second", symbols.Find(0x1020).Function);
    }

    [Fact]
    public void Invalid_lines_of_a_perf_map_file_are_skipped()
    {
        File.WriteAllText(
            List, "\n1000\n1000 20\n1000 20 \nx 20 a\n1000 -1 b\n10000000000000000 20 c\nffffffffffffffff ffffffffffffffff d\n3000 10 e\n");
        var symbols = ProcessSymbols.Open(_process.Id);

        Assert.Null(symbols.Find(0x1000).Function);
        Assert.Equal("e", symbols.Find(0x300f).Function);
        Assert.Equal("d", symbols.Find(ulong.MaxValue).Function);
    }

    [Fact]
    public async Task A_perf_map_file_of_another_user_is_ignored()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, or CAP_CHOWN");
        await File.WriteAllTextAsync(List, "1000 20 first\n", TestContext.Current.CancellationToken);
        await Command.Run("chown", "65534", List);

        Assert.Null(ProcessSymbols.Open(_process.Id).Find(0x1000).Function);
    }

    [Fact]
    public async Task A_named_pipe_in_place_of_a_perf_map_file_does_not_block()
    {
        await Command.Run("mkfifo", List);

        var find = Task.Run(() => ProcessSymbols.Open(_process.Id).Find(0x1000), TestContext.Current.CancellationToken);

        Assert.Null((await find.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)).Function);
    }
}
