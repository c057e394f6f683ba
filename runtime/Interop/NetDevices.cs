using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>The network interfaces of the thread's network namespace.</summary>
internal static unsafe class NetDevices
{
    /// <returns>Their names, in a sentence.</returns>
    public static string List()
    {
        var names = new List<string>();
        var list = Libc.InterfaceNames();
        if (list is null)
        {
            return "none that can be listed";
        }

        for (var entry = list; entry->Name is not null; entry++)
        {
            names.Add(Marshal.PtrToStringUTF8((nint)entry->Name)!);
        }

        Libc.FreeInterfaceNames(list);
        names.Sort(string.CompareOrdinal);
        return string.Join(", ", names);
    }

    /// <summary><c>struct if_nameindex</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Entry
    {
        public uint Index;
        public byte* Name;
    }
}
