using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Interop;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.Faults;

/// <summary>
/// A life is a run from load to disposal: see <see cref="Lives"/>. The tests repeat each life. In each repetition, one system call fails
/// with one of five errors. The life goes on if the call is repeated or not needed. Otherwise it ends with a <see cref="BpfException"/>
/// that has the error. Nothing stays behind.
/// </summary>
[Collection(KernelTests.Name)]
public sealed class SystemCallFaultTests : IClassFixture<FaultedProcess>, IClassFixture<DelegatedFaultedProcess>
{
    private static readonly int[] Errors = [Errno.EAGAIN, Errno.EINTR, Errno.ENOMEM, Errno.EMFILE, Errno.EPERM];

    /// <summary>The attachments without a link in the kernel.</summary>
    private static readonly string[] WithoutLink =
        ["tc filter", "qdisc", "XDP program", "cgroup program", "registered functions", "probe event"];

    private readonly FaultedProcess _privileged;
    private readonly DelegatedFaultedProcess _delegated;
    private FaultedProcess _process;

    public SystemCallFaultTests(FaultedProcess privileged, DelegatedFaultedProcess delegated) =>
        (_privileged, _delegated, _process) = (privileged, delegated, privileged);

    public static TheoryData<string> Names => [.. Lives.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_system_call_that_fails_is_repeated_or_reported_and_leaves_nothing(string life)
    {
        _process = Lives.NeedsToken(life) ? _delegated : _privileged;
        _process.Start();
        var problems = new List<string>();
        var usual = WarmUp(life);

        var (runs, exceptions) = (0, 0);
        var left = new HashSet<string>();
        foreach (var errno in Errors)
        {
            for (var call = 1; ; call++)
            {
                var outcome = _process.Run(life, new Fault(call, errno)) ?? throw new InvalidOperationException("The process has ended.");
                if (outcome.Failed is null)
                {
                    Assert.True(outcome.Type.Length == 0, $"after all {call - 1} calls: {outcome.Message}");
                    Assert.True(
                        call > Fewest(usual),
                        $"only {call - 1} calls failed: {string.Join(", ", outcome.Calls)} instead of {string.Join(", ", usual)}");
                    break;
                }

                (runs, exceptions) = (runs + 1, exceptions + (outcome.Type.Length == 0 ? 0 : 1));
                if (IsLeftWithoutPermission(outcome, errno))
                {
                    _process.RemoveAttachments();
                    left.Add(outcome.Remains);
                }
                else if (Problem(outcome, Errno.NameOf(errno)) is { } problem)
                {
                    problems.Add($"{Errno.NameOf(errno)} of call {call}, {outcome.Failed}: {problem}");
                }
            }
        }

        var objects = _process.Settle();
        TestContext.Current.TestOutputHelper!.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{life}: {usual.Count} calls, {runs} faults, {exceptions} exceptions")
            + (left.Count == 0 ? "" : $"; with EPERM stays: {string.Join(", ", left)}"));
        Assert.True(problems.Count == 0, $"{problems.Count} of {runs}\n{string.Join('\n', problems)}");
        Assert.True(objects.Length == 0, objects);
    }

    /// <summary>
    /// The count of the calls without repeated waits: a busy machine wakes a waiting thread more often.
    /// </summary>
    private static int Fewest(IReadOnlyList<string> calls) =>
        calls.Where((call, i) => i == 0 || call != "epoll_wait" || calls[i - 1] != call).Count();

    /// <summary>
    /// Runs the life without a fault until it makes the same calls twice, because .NET and caches make calls of their own first.
    /// </summary>
    private IReadOnlyList<string> WarmUp(string life)
    {
        IReadOnlyList<string> before = [];
        for (var i = 0; i < 10; i++)
        {
            var outcome = _process.Run(life, new Fault(int.MaxValue, 0)) ?? throw new InvalidOperationException("The process has ended.");
            Assert.True(outcome.Type.Length == 0 && outcome.Remains.Length == 0, $"{outcome.Message} {outcome.Remains}");
            if (outcome.Calls.SequenceEqual(before))
            {
                return before;
            }

            before = outcome.Calls;
        }

        return before;
    }

    /// <summary>
    /// Whether a process without permission could not remove an attachment that the kernel keeps without a link. That is documented, and
    /// nothing can be done about it.
    /// </summary>
    private static bool IsLeftWithoutPermission(FaultedProcess.Outcome outcome, int errno) =>
        errno == Errno.EPERM && outcome.Type.Length == 0 && outcome.Remains.Length != 0
        && outcome.Remains.Split(", ").All(static remains =>
            WithoutLink.Any(kind => remains.StartsWith(kind, StringComparison.Ordinal)));

    /// <summary>
    /// Whether the kernel did not let the process load types (BTF), and refused something later that needs them. Kernels before 5.8 take
    /// types from root only, so an object then loads without them.
    /// </summary>
    private static bool IsWithoutTypes(FaultedProcess.Outcome outcome, string errno) =>
        outcome.Failed == "bpf BtfLoad" && errno == "EPERM" && outcome.Errno.Length != 0;

    private static string? Problem(FaultedProcess.Outcome outcome, string errno) =>
        outcome.Remains.Length != 0 ? $"leaves {outcome.Remains}; {outcome.Message}"
        : outcome.Type.Length == 0 ? null
        : outcome.Type is not (nameof(BpfException) or nameof(VerifierException)) ? $"{outcome.Type}: {outcome.Message}"
        : IsWithoutTypes(outcome, errno) ? null
        : outcome.Errno != errno ? $"reports '{outcome.Errno}': {outcome.Message}"
        : null;
}
