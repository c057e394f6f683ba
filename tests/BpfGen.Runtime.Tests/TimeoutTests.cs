using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>
/// Negative timeouts and sizes. If an application computes the remaining time, the result can be negative after a delay. Such a timeout
/// must not become an endless wait.
/// </summary>
[Collection(KernelTests.Name)]
public sealed class TimeoutTests
{
    private static readonly TimeSpan[] Negative = [TimeSpan.FromTicks(-1), TimeSpan.FromMilliseconds(-2), TimeSpan.MinValue];

    [Fact]
    public void Every_public_method_with_a_timeout_rejects_negative_timeouts()
    {
        Kernel.Required();
        using var ring = Ring.Load();
        using var probe = Probe.Load();
        using var plainRing = RingBuffer.Create(4096);
        using var user = UserRingBuffer.Create(4096);
        using var typedUser = UserRingBuffer<ulong>.Create(4096);
        using var plain = plainRing.OpenReader();
        using var typed = ring.Packets.OpenReader();
        using var events = probe.Events.OpenReader();
        using var typedArray = PerfEventArray<ulong>.Create();
        using var typedEvents = typedArray.OpenReader();
        using var set = new ReaderSet();
        using var writer = user.OpenWriter();
        using var typedWriter = typedUser.OpenWriter();
        var calls = new Dictionary<string, Action<TimeSpan>[]>
        {
            ["RingBufferReader.Read"] = [timeout => plain.Read(timeout)],
            ["RingBufferReader.Poll"] =
            [
                timeout => plain.Poll(timeout, static _ => { }), timeout => plain.Poll<ulong>(timeout, static (in _) => { }),
                timeout => plain.Poll(timeout, 1, static (_, _) => { }),
            ],
            ["RingBufferReader`1.Read"] = [timeout => typed.Read(timeout)],
            ["RingBufferReader`1.Poll"] =
                [timeout => typed.Poll(timeout, static (in _) => { }), timeout => typed.Poll(timeout, 1, static (in _, _) => { })],
            ["PerfEventReader.Read"] = [timeout => events.Read(timeout)],
            ["PerfEventReader.Poll"] =
                [timeout => events.Poll(timeout, static _ => { }), timeout => events.Poll(timeout, 1, static (_, _) => { })],
            ["PerfEventReader`1.Read"] = [timeout => typedEvents.Read(timeout)],
            ["PerfEventReader`1.Poll"] =
            [
                timeout => typedEvents.Poll(timeout, static (in _) => { }),
                timeout => typedEvents.Poll(timeout, 1, static (in _, _) => { }),
            ],
            ["ReaderSet.Poll"] = [timeout => set.Poll(timeout)],
            ["UserRingBufferWriter.TryReserve"] = [timeout => writer.TryReserve(8, timeout, out _)],
            ["UserRingBufferWriter`1.TryReserve"] = [timeout => typedWriter.TryReserve(timeout, out _)],
        };
        var methods = typeof(BpfMap).Assembly.GetExportedTypes()
            .SelectMany(
                type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => method.GetParameters().Any(parameter => parameter.ParameterType == typeof(TimeSpan)))
            .GroupBy(method => $"{method.DeclaringType!.Name}.{method.Name}")
            .ToDictionary(group => group.Key, group => group.Count());

        Assert.Equal(
            methods.OrderBy(pair => pair.Key),
            calls.ToDictionary(pair => pair.Key, pair => pair.Value.Length).OrderBy(pair => pair.Key));
        foreach (var (name, call) in calls.SelectMany(pair => pair.Value, (pair, call) => (pair.Key, call)))
        {
            foreach (var timeout in Negative)
            {
                Assert.True(Record.Exception(() => call(timeout)) is ArgumentOutOfRangeException, $"{name} accepts {timeout}");
            }

            // A timeout of zero is valid, and means not to wait.
            call(TimeSpan.Zero);
        }

        Assert.Equal(-1, Timeout.InfiniteTimeSpan.TotalMilliseconds);
    }

    [Fact]
    public void Every_public_method_that_creates_a_map_rejects_negative_sizes()
    {
        Kernel.Required();
        var methods = typeof(BpfMap).Assembly.GetExportedTypes()
            .Where(type => !type.IsGenericTypeDefinition)
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => method.Name == "Create" && method.GetParameters().Any(parameter => parameter.ParameterType == typeof(int)))
            .ToList();

        Assert.InRange(methods.Count, 10, 100);
        foreach (var method in methods)
        {
            foreach (var negative in method.GetParameters().Where(parameter => parameter.ParameterType == typeof(int)))
            {
                object?[] arguments =
                [
                    .. method.GetParameters().Select(parameter => parameter == negative ? -1
                        : parameter.ParameterType == typeof(int) ? 8
                        : parameter.ParameterType == typeof(uint) ? 8u
                        : (object?)null),
                ];
                var exception = Record.Exception(() => method.Invoke(null, arguments));

                Assert.True(
                    exception is TargetInvocationException { InnerException: ArgumentOutOfRangeException },
                    $"{method.DeclaringType!.Name}.Create accepts a negative {negative.Name}");
            }
        }
    }

    [Theory]
    [InlineData(0, 1, null)]
    [InlineData(-1, 1, null)]
    [InlineData(int.MaxValue, 1, null)]
    [InlineData(4096, 0, null)]
    [InlineData(4096, -1, null)]
    [InlineData(4096, 1, 0)]
    [InlineData(4096, 1, -1)]
    public void A_reader_of_perf_events_rejects_impossible_sizes(int size, int events, int? bytes)
    {
        Kernel.Required();
        using var probe = Probe.Load();

        Assert.Throws<ArgumentOutOfRangeException>(() => probe.Events.OpenReader(
            new PerfReaderOptions { BufferSizePerCpu = size, WakeupEvents = events, WakeupBytes = bytes }));
    }
}
