using System;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace BpfGen.Runtime.Tests.Faults;

/// <summary>A thread that runs functions for other threads, which wait for the results.</summary>
internal sealed class Worker : IDisposable
{
    private readonly SemaphoreSlim _given = new(0);
    private readonly SemaphoreSlim _done = new(0);
    private Action? _work;
    private volatile bool _isDisposed;

    public Worker() => new Thread(Work) { IsBackground = true }.Start();

    public T Run<T>(Func<T> function)
    {
        var result = default(T);
        ExceptionDispatchInfo? failure = null;
        _work = () =>
        {
            try
            {
                result = function();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        };
        _given.Release();
        _done.Wait();

        // The function can refer to handles that the garbage collector is to find.
        _work = null;
        failure?.Throw();
        return result!;
    }

    public void Dispose()
    {
        _isDisposed = true;
        _given.Release();
    }

    private void Work()
    {
        while (true)
        {
            _given.Wait();
            if (_isDisposed)
            {
                return;
            }

            Invoke();
            _done.Release();
        }
    }

    /// <summary>A method of its own: the frame of the loop would keep the function, and all that it refers to, while it waits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Invoke() => _work!();
}
