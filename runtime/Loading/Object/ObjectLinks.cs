using System;
using System.ComponentModel;
using System.Threading;

namespace BpfGen.Loading;

/// <summary>What an object has attached by itself: it ends with the object at the latest.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ObjectLinks : IDisposable
{
    private readonly Lock _lock = new();
    private BpfLinkSet? _links;
    private bool _isDisposed;

    /// <summary>Attaches programs to the hooks that their sections name: all of them, or none where one fails.</summary>
    /// <param name="programs">The programs.</param>
    /// <returns>The links. Whoever is first, the caller or the object, disposes them.</returns>
    /// <exception cref="BpfException">The kernel refused one of them. Nothing is attached.</exception>
    /// <exception cref="InvalidOperationException">They are attached already.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public BpfLinkSet Attach(params ReadOnlySpan<IAutoAttach> programs)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);

            if (_links is { IsDisposed: false })
            {
                throw new InvalidOperationException("The programs are attached already. Dispose the links of the first Attach() before attaching again.");
            }

            return _links = BpfLinkSet.Attach(programs);
        }
    }

    /// <summary>Takes the programs off their hooks.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _links?.Dispose();
        }
    }
}
