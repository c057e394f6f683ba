using System;
using System.Threading;
using System.Threading.Tasks;

namespace BpfGen.Buffers;

/// <summary>
/// A thread that waits in the kernel for an asynchronous consumer, because .NET cannot await a file descriptor that is not a socket. The
/// thread starts at the first wait. <see cref="Dispose"/> ends the thread, and must not be called during a wait.
/// </summary>
/// <param name="wait">Waits. It may throw an <see cref="ObjectDisposedException"/> if the reader is disposed.</param>
internal sealed class WaitThread(Action wait) : IDisposable
{
    private readonly SemaphoreSlim _requests = new(0);
    private TaskCompletionSource? _request;
    private bool _isStarted;

    /// <summary>Runs one wait. Only one wait at a time is supported.</summary>
    public Task WaitAsync()
    {
        var request = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _request = request;
        _requests.Release();
        if (!_isStarted)
        {
            _isStarted = true;
            _ = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        return request.Task;
    }

    /// <summary>Ends the thread. The semaphore is not disposed, because the thread still uses it.</summary>
    public void Dispose()
    {
        _request = null;
        _requests.Release();
    }

    private void Run()
    {
        while (true)
        {
            _requests.Wait();
            if (_request is not { } request)
            {
                return;
            }

            try
            {
                wait();
            }
            catch (ObjectDisposedException)
            {
                // Ignore the exception, because the consumer throws it itself when it reads again.
            }
            catch (Exception exception)
            {
                request.SetException(exception);
                continue;
            }

            request.SetResult();
        }
    }
}
