using System;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>The verifier's log and statistics of programs that are loaded.</summary>
[Collection(KernelTests.Name)]
public sealed class VerifierLogTests
{
    [Fact]
    public void Without_a_log_level_the_statistics_contain_only_the_number_of_verified_instructions()
    {
        Kernel.Required();
        using var options = Options.Load();

        var statistics = options.Count.GetVerifierStatistics();

        Assert.Null(options.Count.VerifierLog);
        Assert.Equal(options.Count.GetInfo().VerifiedInstructions, statistics.ProcessedInstructions);
        Assert.NotEqual(0u, statistics.ProcessedInstructions);
        Assert.Equal((null, null, null, null), (statistics.TotalStates, statistics.PeakStates, statistics.MaxStatesPerInstruction,
            statistics.VerificationTime));
        Assert.Empty(statistics.StackDepths);
    }

    [Fact]
    public void LogLevel_of_all_programs_applies_to_programs_without_a_LogLevel_of_their_own()
    {
        Kernel.Required();
        using var options = Options.Load(new()
        {
            Programs =
            {
                LogLevel = VerifierLogLevel.Statistics,
                OnRequest = { AutoLoad = true, LogLevel = VerifierLogLevel.None },
                UsesSpare = { AutoLoad = true, LogLevel = VerifierLogLevel.Instructions },
            },
        });

        var statistics = options.Count.GetVerifierStatistics();

        Assert.Equal(options.Count.GetInfo().VerifiedInstructions, statistics.ProcessedInstructions);
        Assert.True(statistics.TotalStates > 0 && statistics.PeakStates > 0 && statistics.MaxStatesPerInstruction is not null);
        Assert.True(statistics.VerificationTime > TimeSpan.Zero);

        // The program has one function, which keeps a key of 4 bytes on its stack. The kernel counts the stack in slots of 8 bytes. A
        // kernel may count a part of a second slot, so round the depth down to whole slots.
        Assert.Equal(8u, Assert.Single(statistics.StackDepths) / 8 * 8);
        Assert.DoesNotContain("0: (", options.Count.VerifierLog);
        Assert.Null(options.OnRequest.VerifierLog);
        Assert.Contains("\n0: (", options.UsesSpare.VerifierLog);
        Assert.Equal(options.UsesSpare.GetInfo().VerifiedInstructions, options.UsesSpare.GetVerifierStatistics().ProcessedInstructions);
        Assert.Null(options.UsesSpare.GetVerifierStatistics().VerificationTime);
    }

    [Fact]
    public void A_verifier_log_that_is_larger_than_its_first_buffer_is_read_completely()
    {
        Kernel.Required();
        const VerifierLogLevel All = VerifierLogLevel.Instructions | VerifierLogLevel.Statistics;
        using var large = Options.Load(new() { Programs = { Count = { LogLevel = All } } });
        using var small = Options.Load(new() { Programs = { LogSize = 1, Count = { LogLevel = All } } });
        using var exact = Options.Load(new() { Programs = { LogSize = 1, Count = { LogLevel = All, LogSize = 1 << 20 } } });

        // Compare only the number of lines, because the addresses of variables and the duration differ.
        Assert.True(Lines(large.Count) > 20);
        Assert.Equal((Lines(large.Count), Lines(large.Count)), (Lines(small.Count), Lines(exact.Count)));
        Assert.Equal(large.Count.GetVerifierStatistics().TotalStates, small.Count.GetVerifierStatistics().TotalStates);

        static int Lines(BpfProgram program) => program.VerifierLog!.Split('\n').Length;
    }

    [Theory]
    [InlineData(VerifierLogLevel.Statistics)]
    [InlineData(VerifierLogLevel.Instructions)]
    [InlineData(VerifierLogLevel.Branches | VerifierLogLevel.Instructions | VerifierLogLevel.Statistics)]
    public void The_error_of_a_rejected_program_has_its_log_at_each_level(VerifierLogLevel level)
    {
        Kernel.Required();

        var exception = Assert.Throws<VerifierException>(
            () => Options.Load(new() { Rodata = { FollowNull = 1 }, Programs = { Count = { LogLevel = level } } }));

        Assert.True(exception.Log.Contains("map_value_or_null", StringComparison.Ordinal), exception.Log);
        Assert.Contains("0: (", exception.Log);
        Assert.Contains("*value += 1;", exception.Message);
    }

    [Fact]
    public void A_LogSize_above_the_maximum_is_reduced_to_the_maximum()
    {
        Kernel.Required();
        using var options = Options.Load(
            new() { Programs = { Count = { LogLevel = VerifierLogLevel.Statistics, LogSize = uint.MaxValue } } });

        Assert.NotNull(options.Count.GetVerifierStatistics().TotalStates);
    }

    [Fact]
    public void The_error_explains_a_program_array_conflict_also_if_a_log_level_is_set()
    {
        Kernel.Required();

        var exception = Assert.Throws<BpfException>(() => TailTypes.Load(new()
        {
            Programs =
            {
                LogLevel = VerifierLogLevel.Instructions | VerifierLogLevel.Statistics,
                Filter = { AutoLoad = true },
                Drop = { AutoLoad = true },
            },
        }));

        Assert.Contains("It uses program array 'tails', which belongs to programs of type SocketFilter. ", exception.Message);
    }

    [Theory]
    [InlineData(
        "verification time 114 usec\nstack depth 16+0+328\nprocessed 42 insns (limit 1000000) max_states_per_insn 2 total_states 7 "
            + "peak_states 5 mark_read 1\n",
        42, 2, 7, 5, "16+0+328", 114)]
    [InlineData("processed 9 insns (limit 1000000) more 3 peak_states 1\n", 9, null, null, 1, "", null)]
    [InlineData(
        "; processed 1 insns\n0: (b7) r0 = 0\nprocessed 2 insns (limit 1) max_states_per_insn 0 total_states 0 peak_states 0\n",
        2, 0, 0, 0, "", null)]
    public void Statistics_are_the_last_lines_of_a_log(
        string log, int instructions, int? most, int? total, int? peak, string depths, int? microseconds)
    {
        var statistics = VerifierStatistics.TryParse(log)!;

        Assert.Equal(
            ((uint)instructions, (uint?)most, (uint?)total, (uint?)peak),
            (statistics.ProcessedInstructions, statistics.MaxStatesPerInstruction, statistics.TotalStates, statistics.PeakStates));
        Assert.Equal(depths, string.Join('+', statistics.StackDepths));
        Assert.Equal(microseconds, statistics.VerificationTime?.TotalMicroseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("0: (b7) r0 = 0\n")]
    [InlineData("text processed 1 insns\n")]
    public void TryParse_returns_null_for_a_log_whose_end_is_missing(string log) => Assert.Null(VerifierStatistics.TryParse(log));
}
