using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using BpfGen.Runtime.Tests.Support;

namespace BpfGen.Runtime.Tests.Faults;

/// <summary>The surroundings of the lives: makes events happen, on a thread whose system calls do not fail.</summary>
/// <param name="tokenPath">
/// The path of a BPF file system that delegates eBPF to this process, which has no other privileges; null in a privileged process.
/// </param>
internal sealed class Stage(string? tokenPath = null) : IDisposable
{
    /// <summary>The name of a thread of .NET that always waits.</summary>
    private const string SocketThread = ".NET Sockets";

    private static readonly string Wait = NumberOf("epoll_wait");
    private static readonly string WaitWithMask = NumberOf("epoll_pwait");

    private readonly Worker _outside = new();
    private readonly Lazy<OwnCgroup> _cgroup = new(static () => new OwnCgroup());

    /// <summary>The socket belongs to the cgroup in which it is created, so it is created after the cgroup.</summary>
    private readonly Lazy<Loopback> _traffic = new(static () => new Loopback());
    private readonly ProbedLibrary _library = new();

    public bool IsDelegated => tokenPath is not null;

    public string TokenPath => tokenPath ?? throw new InvalidOperationException("This process is privileged, and has no token.");

    public string Cgroup => _cgroup.Value.Path;

    public string Library => _library.Path;

    public void SendPacket() => Outside(() => _traffic.Value.Send());

    /// <summary>The number of tracers that the kernel has counted in the library's semaphore.</summary>
    public int Semaphore => _library.Semaphore;

    public void CallLibrary() => Outside(() => _ = _library.Call(0, 41));

    /// <summary>Runs the code of the USDT probe <c>bpfgen:work</c>, which has a semaphore.</summary>
    public void CallProbe() => Outside(() => _ = _library.Work(1, 2));

    /// <summary>Runs the code of both places of the USDT probe <c>bpfgen:pair</c>.</summary>
    public void CallPair() => Outside(() => _ = _library.Pair(0, 1, 10) + _library.Pair(1, 2, 20));

    /// <summary>Runs an action on the thread whose system calls do not fail.</summary>
    public void Outside(Action action) => _outside.Run(() =>
    {
        action();
        return 0;
    });

    /// <summary>Makes an event happen until the life sees it.</summary>
    /// <exception cref="InvalidOperationException">The life does not see it: a fault went unnoticed.</exception>
    public static void Until(Func<bool> isSeen, Action cause)
    {
        var clock = Stopwatch.StartNew();
        do
        {
            if (clock.ElapsedMilliseconds > 2_000)
            {
                throw new InvalidOperationException("The event did not arrive, and no exception said why.");
            }

            cause();
        }
        while (!isSeen());
    }

    /// <summary>Waits until a thread of this process waits for records, or the read has already ended.</summary>
    public void UntilWaiting(Task read) => Outside(() => Poll.Until(
        () => read.IsCompleted || Directory.GetDirectories("/proc/self/task").Any(IsWaiting), "a thread to wait for records"));

    private static bool IsWaiting(string thread)
    {
        try
        {
            var call = File.ReadAllText(thread + "/syscall").Split(' ')[0];
            return (call == Wait || call == WaitWithMask) && File.ReadAllText(thread + "/comm").TrimEnd() != SocketThread;
        }
        catch (IOException)
        {
            // The thread has ended.
            return false;
        }
    }

    public void Dispose()
    {
        _library.Dispose();
        if (_traffic.IsValueCreated)
        {
            _traffic.Value.Dispose();
        }

        if (_cgroup.IsValueCreated)
        {
            _cgroup.Value.Dispose();
        }

        _outside.Dispose();
    }

    private static string NumberOf(string call) => SystemCalls.NumberOf(call).ToString(CultureInfo.InvariantCulture);
}
