using System.Collections.Generic;
using BpfGen.Interop;

namespace BpfGen.Maps;

/// <summary>The pins that a load creates, and the folders that it creates for the pins.</summary>
internal sealed class NewPins
{
    // Most loads create no pins.
    private List<string>? _pins;
    private List<string>? _folders;

    public void Add(string path) => (_pins ??= []).Add(path);

    /// <summary>Creates the missing folders of a pin's path.</summary>
    /// <returns>0 or the error number.</returns>
    public int CreateFolders(string path) => Folder.CreateAbove(path, _folders ??= []);

    /// <summary>Removes the pins and the folders. A folder in which another process has created something stays.</summary>
    public void Remove()
    {
        foreach (var pin in _pins ?? [])
        {
            _ = Libc.Unlink(pin);
        }

        for (var i = (_folders?.Count ?? 0) - 1; i >= 0; i--)
        {
            _ = Libc.RemoveDirectory(_folders![i]);
        }
    }
}
