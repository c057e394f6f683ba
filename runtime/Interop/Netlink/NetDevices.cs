using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>The network interfaces of the thread's network namespace.</summary>
internal static unsafe class NetDevices
{
    /// <returns>The names of the interfaces, sorted; empty if the list is not available.</returns>
    public static List<string> List()
    {
        var names = new List<string>();
        var list = Libc.InterfaceNames();
        if (list is null)
        {
            return names;
        }

        for (var entry = list; entry->Name is not null; entry++)
        {
            // Insert each name at its sorted position instead of calling Sort, so that a native program need not include the code of Sort.
            var name = Marshal.PtrToStringUTF8((nint)entry->Name)!;
            var place = names.FindIndex(other => string.CompareOrdinal(name, other) < 0);
            names.Insert(place < 0 ? names.Count : place, name);
        }

        Libc.FreeInterfaceNames(list);
        return names;
    }

    /// <returns>Whether the network namespace has an interface with an index; true if the list is not available.</returns>
    public static bool Exists(int index)
    {
        var list = Libc.InterfaceNames();
        if (list is null)
        {
            return true;
        }

        var found = false;
        for (var entry = list; entry->Name is not null; entry++)
        {
            found |= entry->Index == (uint)index;
        }

        Libc.FreeInterfaceNames(list);
        return found;
    }

    /// <summary><c>struct if_nameindex</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Entry
    {
        public uint Index;
        public byte* Name;
    }
}
