using System;
using System.ComponentModel;
using System.Threading;
using BpfGen.Interop;

namespace BpfGen.Loading;

/// <summary>The links that an object's <c>Attach()</c> creates. Disposing the object disposes the links.</summary>
/// <param name="objectName">The object's name, for messages.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ObjectLinks(string objectName) : IDisposable
{
    private readonly Lock _lock = new();
    private BpfLinkSet? _links;
    private bool _isDisposed;

    /// <summary>Attaches programs to the hooks that their sections name. If one program fails, detaches the others.</summary>
    /// <param name="programs">The programs.</param>
    /// <returns>The links. The caller may dispose them earlier than the object.</returns>
    /// <exception cref="BpfException">The kernel rejected one of the attachments. Nothing is attached.</exception>
    /// <exception cref="InvalidOperationException">The programs are attached already.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public BpfLinkSet Attach(params ReadOnlySpan<IAutoAttach> programs)
    {
        lock (_lock)
        {
            CheckDetached();
            return _links = BpfLinkSet.Attach(programs);
        }
    }

    /// <summary>Attaches programs to the hooks that their sections name. Leaves out programs whose hooks do not exist.</summary>
    /// <param name="programs">The programs.</param>
    /// <returns>The links, and the hooks that do not exist. The caller may dispose the links earlier than the object.</returns>
    /// <exception cref="BpfException">The process lacks a permission or resource. Nothing is attached.</exception>
    /// <exception cref="InvalidOperationException">The programs are attached already.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public BpfLinkSet AttachAvailable(params ReadOnlySpan<IAutoAttach> programs)
    {
        lock (_lock)
        {
            CheckDetached();
            return _links = BpfLinkSet.AttachAvailable(programs);
        }
    }

    /// <summary>Detaches the programs.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _links?.Dispose();
        }
    }

    private void CheckDetached()
    {
        Disposed.ThrowIf(_isDisposed, $"the object {objectName}");

        if (_links is { IsDisposed: false })
        {
            throw new InvalidOperationException("The programs are attached already. Dispose the links of the first Attach() before " +
                "attaching again.");
        }
    }
}
