using System;
using System.IO;
using System.IO.MemoryMappedFiles;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>
/// A page of a file that is mapped into the process but was never accessed. The first access to the page causes a page fault.
/// </summary>
internal sealed unsafe class UntouchedPage : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    /// <param name="word">The first eight bytes of the page.</param>
    public UntouchedPage(ulong word)
    {
        File.WriteAllBytes(_path, BitConverter.GetBytes(word));
        _file = MemoryMappedFile.CreateFromFile(_path, FileMode.Open);
        _view = _file.CreateViewAccessor(0, sizeof(ulong), MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        Address = (ulong*)start;
    }

    public ulong* Address { get; }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
        File.Delete(_path);
    }
}
