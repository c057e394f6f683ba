using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using BpfGen.Generator.Checks;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Emission;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// Objects that no compiler writes, and whose parts share bytes. For such an object of 1 MB, the generator needs less than two seconds of
/// processor time and 300 MB of memory, or reports an error that names a limit. The command 'dotnet run -c Release --project
/// tests/BpfGen.Fuzz cost' measures this. The tests use smaller objects and allow more time, because other tests run at the same time.
/// </summary>
public sealed class HostileCostTests
{
    private const int Size = 200_000;
    private const long MostAllocated = 150L << 20;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static readonly PlannedHandle Handle =
        new("probe.o", new HandleClass("Sample", [], "class", "Probe", "internal"), "Probe.g.cs", null);

    public static TheoryData<string> Names => [.. HostileObjects.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Processing_an_object_takes_time_and_memory_in_proportion_to_its_size(string name)
    {
        var bytes = HostileObjects.All[name](Size);
        var problems = new ProblemList(new Effort(bytes.Length, TestContext.Current.CancellationToken));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();

        var text = Process(bytes, problems, TestContext.Current.CancellationToken);

        // This number includes memory that was freed again. The memory in use at any time is less than half of this number.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Limit);
        Assert.InRange(text.Length, 0, (24L * bytes.Length) + 65_536);
        Assert.DoesNotContain(problems.ToArray(), problem => problem.Rule == Rules.Internal);
    }

    /// <summary>Uses small versions of the same objects, so that the C# compiler does not take long.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_hostile_object_causes_an_error_or_generates_code_that_compiles(string name)
    {
        using var project = new TestProject().WithObject("probe.o", HostileObjects.All[name](4_000));

        var run = project.Run();

        Assert.DoesNotContain("BPFGEN099", run.Ids);
        if (!run.Errors.Any())
        {
            run.Compile();
        }
    }

    [Theory]
    [InlineData("a struct whose members have one long name")]
    [InlineData("many programs in one section")]
    [InlineData("many indirect jumps")]
    public void Reading_an_object_can_be_cancelled_at_any_time(string name)
    {
        var bytes = HostileObjects.All[name](Size);
        var clock = Stopwatch.StartNew();
        var cancel = TestContext.Current.CancellationToken;
        _ = Process(bytes, new ProblemList(new Effort(bytes.Length, cancel)), cancel);
        var whole = clock.Elapsed;
        foreach (var part in new[] { 0.2, 0.5, 0.8 })
        {
            using var source = new CancellationTokenSource(whole * part);
            var cancelled = TimeSpan.Zero;
            clock.Restart();
            using var registration = source.Token.Register(() => cancelled = clock.Elapsed);
            try
            {
                _ = Process(bytes, new ProblemList(new Effort(bytes.Length, source.Token)), source.Token);
            }
            catch (OperationCanceledException)
            {
                // On an idle machine, the exception follows the cancellation within 50 ms.
                Assert.InRange(clock.Elapsed - cancelled, TimeSpan.Zero, TimeSpan.FromSeconds(2));
            }
        }
    }

    [Fact]
    public void A_cancelled_read_throws_before_the_next_16384_steps()
    {
        using var source = new CancellationTokenSource();
        var effort = new Effort(Size, source.Token);
        effort.Spend();
        source.Cancel();

        effort.Spend((1 << 14) - 1);
        Assert.Throws<OperationCanceledException>(() => effort.Spend(1));
    }

    [Fact]
    public void A_project_with_nested_unnamed_unions_gets_an_error_that_names_the_limit()
    {
        using var project = new TestProject().WithObject("probe.o", HostileObjects.NestedUnions(11));

        var run = project.Run();

        Assert.Equal(["BPFGEN044"], run.Ids);
        Assert.Contains("its types have more than 652 members, which is 4 for each member in BTF plus 512.", run.Message("BPFGEN044"));
    }

    [Fact]
    public void Generated_code_that_is_too_long_for_the_size_of_the_object_is_an_error_that_names_the_limit()
    {
        using var project = new TestProject().WithObject("probe.o", HostileObjects.All["one variable at many places"](60_000));

        var run = project.Run();

        Assert.Equal(["BPFGEN044"], run.Ids);
        Assert.Contains("24 for each byte of the object plus 65536", run.Message("BPFGEN044"));
    }

    /// <summary>
    /// Of all contents, many small maps cause the most generated code for each byte. A real object can have many small maps, so they must
    /// not exceed the limits.
    /// </summary>
    [Fact]
    public void Many_small_maps_are_within_the_limits()
    {
        using var project = new TestProject().WithObject("probe.o", HostileObjects.ManyMaps(20_000));

        Assert.Empty(project.Run().Errors);
    }

    private static string Process(byte[] bytes, ProblemList problems, CancellationToken cancel)
    {
        if (ObjectReader.Link(bytes, TypeRequests.None, problems, cancel) is not { } model)
        {
            return "";
        }

        ObjectChecks.Run(
            new ObjectResult("probe.o", model, problems.ToArray()),
            new Contract("probe.o", null, []), [Handle], TargetPlatform.Of(""), cancel);
        try
        {
            return HandleEmitter.Emit(Handle, model, values: null, cancel);
        }
        catch (LimitException)
        {
            return "";
        }
    }
}
