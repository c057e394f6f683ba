using System;
using System.Diagnostics;
using BpfGen.Runtime.Tests.Support;

namespace BpfGen.Runtime.Tests.Faults;

/// <summary>The surroundings of the lives: makes events happen, on a thread whose system calls do not fail.</summary>
internal sealed class Stage : IDisposable
{
    private readonly Worker _outside = new();
    private readonly Lazy<OwnCgroup> _cgroup = new(static () => new OwnCgroup());

    /// <summary>The socket belongs to the cgroup in which it is created, so it is created after the cgroup.</summary>
    private readonly Lazy<Loopback> _traffic = new(static () => new Loopback());
    private readonly ProbedLibrary _library = new();

    public string Cgroup => _cgroup.Value.Path;

    public string Library => _library.Path;

    public void SendPacket() => Outside(() => _traffic.Value.Send());

    public void CallLibrary() => Outside(() => _ = _library.Call(0, 41));

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
}
