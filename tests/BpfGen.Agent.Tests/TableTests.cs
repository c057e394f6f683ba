using System;
using System.Collections.Generic;
using BpfGen.Agent.Probes;
using BpfGen.Agent.Tests.Support;
using Xunit;

namespace BpfGen.Agent.Tests;

/// <summary>Rates, quantiles, and the size of tables.</summary>
public sealed class TableTests
{
    [Fact]
    public void A_quantile_is_interpolated_in_its_slot()
    {
        var counts = new double[Slots.Count];
        Assert.Null(Slots.Quantile(counts, 0.5));

        // 8 values from 4 to 7 microseconds, and 2 from 1024 to 2047.
        (counts[2], counts[10]) = (8, 2);
        Assert.Equal(4 + (4 * 5.0 / 8), Slots.Quantile(counts, 0.5)!.Value, 9);
        Assert.Equal(1024 + (1024 * 0.5), Slots.Quantile(counts, 0.9)!.Value, 9);
    }

    [Fact]
    public void A_rate_is_the_difference_of_two_reads()
    {
        var rates = new Rates<string>(1);
        Assert.Empty(Read(("old", 1000)));
        Assert.Equal([("old", 5), ("new", 3)], Read(("old", 1010), ("new", 6)));
        Assert.Equal([("new", 1)], Read(("new", 8)));

        List<(string Key, double Rate)> Read(params (string Key, long Count)[] rows)
        {
            rates.Begin();
            foreach (var (key, count) in rows)
            {
                rates.Add(key, count);
            }

            return rates.End(2).ConvertAll(row => (row.Key, row.Rates[0]));
        }
    }

    [Fact]
    public void Idle_rows_leave_a_table_that_is_more_than_half_full()
    {
        AgentProcess.RequireKernel();
        using var map = PerCpuHashMap<int, ulong>.Create(8);
        var values = new ulong[((IEntryBatches<int, ulong>)map).ValuesPerEntry];
        var time = new ManualTime();
        var sweeper = new TableSweeper<int, ulong>(time);
        for (var key = 0; key < 4; key++)
        {
            map.Update(key, values);
        }

        Sweep(minutes: 0);
        Sweep(minutes: 11);
        Assert.Equal([0, 1, 2, 3], Keys());

        map.Update(4, values);
        Sweep(minutes: 0);
        Sweep(minutes: 9);
        Assert.Equal([0, 1, 2, 3, 4], Keys());

        values[0] = 1;
        map.Update(3, values);
        Sweep(minutes: 2);
        Assert.Equal([3], Keys());

        void Sweep(int minutes)
        {
            time.Minutes += minutes;
            sweeper.Sweep(map);
        }

        List<int> Keys()
        {
            var keys = new List<int>();
            foreach (var key in map)
            {
                keys.Add(key);
            }

            keys.Sort();
            return keys;
        }
    }

    [Fact]
    public void A_metric_sees_that_a_row_left_the_table_even_if_it_has_come_back()
    {
        AgentProcess.RequireKernel();
        using var map = PerCpuHashMap<int, ulong>.Create(8);
        var values = new ulong[((IEntryBatches<int, ulong>)map).ValuesPerEntry];
        values[0] = 1;
        var time = new ManualTime();
        var sweeper = new TableSweeper<int, ulong>(time);
        var metrics = new[] { sweeper.For<object>(_ => map), sweeper.For<object>(_ => map) };
        for (var key = 0; key < 5; key++)
        {
            map.Update(key, values);
        }

        Assert.Equal([0, 1, 2, 3, 4], Keys(0));
        Assert.Equal([0, 1, 2, 3, 4], Keys(1));
        sweeper.Sweep(map);
        time.Minutes = 11;
        values[0] = 2;
        map.Update(4, values);
        sweeper.Sweep(map);
        values[0] = 1;
        map.Update(3, values);

        Assert.Equal([4], Keys(0));
        Assert.Equal([3, 4], Keys(0));
        Assert.Equal([4], Keys(1));
        Assert.Equal([3, 4], Keys(1));

        List<int> Keys(int metric)
        {
            var keys = new List<int>();
            TableReader.Read(metrics[metric](this), (in int key, ReadOnlySpan<ulong> counts) =>
            {
                Assert.Equal(key == 4 && time.Minutes > 0 ? 2u : 1, counts[0]);
                keys.Add(key);
            });
            keys.Sort();
            return keys;
        }
    }

    private sealed class ManualTime : TimeProvider
    {
        public long Minutes { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Minutes * TimeSpan.TicksPerMinute;
    }
}
