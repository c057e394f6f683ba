using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace BpfGen.Extensions.Hosting;

/// <summary>A loaded and attached object with its readers.</summary>
internal sealed class RunningObject<T> : IDisposable
    where T : class, IBpfObject<T>
{
    private readonly List<ReaderThread> _threads = [];

    private RunningObject(T probe, ReaderContext context)
    {
        Object = probe;
        Context = context;
    }

    public T Object { get; }

    public ReaderContext Context { get; }

    public IReadOnlyList<BpfLink> Links { get; private set; } = [];

    /// <summary>
    /// Loads an object, opens its readers, and attaches it. The readers are opened first, so that they receive the first records. If one
    /// step fails, nothing stays loaded in the kernel.
    /// </summary>
    public static RunningObject<T> Start(BpfRegistration<T> registration, ReaderContext context, Action<Exception> onError)
    {
        var running = new RunningObject<T>(registration.Load(context.Services), context);
        try
        {
            running.OpenReaders(registration.Readers, onError);
            running.Links = registration.Attach?.Invoke(running.Object) ?? running.Object.Attach();
            running._threads.ForEach(thread => thread.Start());
            return running;
        }
        catch
        {
            running.Dispose();
            throw;
        }
    }

    /// <summary>Detaches the programs, and waits until the remaining records are received and processed.</summary>
    /// <returns>Whether no record is left.</returns>
    public async Task<bool> StopAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        Detach();
        var deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        var isDrained = await Task.Run(() => _threads.TrueForAll(thread => thread.Drain(deadline)), CancellationToken.None)
            .ConfigureAwait(false);
        var left = TimeSpan.FromMilliseconds(Math.Max(0, deadline - Environment.TickCount64));
        return await Context.CompleteAsync(left, cancellationToken).ConfigureAwait(false) && isDrained;
    }

    public void Dispose()
    {
        _threads.ForEach(thread => thread.Dispose());
        Detach();
        Object.Dispose();
    }

    private void Detach()
    {
        for (var i = Links.Count - 1; i >= 0; i--)
        {
            Links[i].Dispose();
        }
    }

    private void OpenReaders(List<ReaderRegistration<T>> readers, Action<Exception> onError)
    {
        ReaderThread? shared = null;
        foreach (var reader in readers)
        {
            var thread = reader.OwnThread ? Add() : shared ??= Add();
            reader.Open(Object, thread.Readers, Context);
        }

        ReaderThread Add()
        {
            var thread = new ReaderThread("BPF reader of " + typeof(T).Name, Context, onError);
            _threads.Add(thread);
            return thread;
        }
    }
}
