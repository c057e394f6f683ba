using System;
using System.IO;
using System.IO.MemoryMappedFiles;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>A mapped page of a file that the process has not accessed yet. The first access to it causes a page fault.</summary>
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
