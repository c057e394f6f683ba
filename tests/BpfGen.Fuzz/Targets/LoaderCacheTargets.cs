extern alias runtime;

using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using runtime::BpfGen.Symbols;

namespace BpfGen.Fuzz;

/// <summary>Reads <c>ld.so.cache</c>, the list of the libraries of a machine or container.</summary>
internal static class LoaderCacheTargets
{
    private const string CacheOfMachine = "/etc/ld.so.cache";

    /// <summary>A cache with three libraries, the same after a table in the old format, and that of the machine.</summary>
    public static IEnumerable<byte[]> Caches()
    {
        var cache = Cache();
        yield return cache;
        yield return [.. "ld.so-1.7.0\0"u8, .. BitConverter.GetBytes(2), .. new byte[2 * 12], .. cache];
        if (File.Exists(CacheOfMachine))
        {
            yield return File.ReadAllBytes(CacheOfMachine);
        }
    }

    public static bool Read(byte[] bytes)
    {
        var length = 0;
        foreach (var path in LoaderCache.Find("libc.so.6", bytes))
        {
            length += path.Length;
        }

        return length > 0;
    }

    private static byte[] Cache()
    {
        string[] libraries = ["libc.so.6", "libm.so.6", "libc.so.6"];
        var flags = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x0a03 : 0x0303;
        var (entries, texts) = (new MemoryStream(), new MemoryStream());
        var firstText = 48 + (libraries.Length * 24);
        foreach (var library in libraries)
        {
            var name = firstText + (int)texts.Length;
            texts.Write(Encoding.ASCII.GetBytes(library + "\0"));
            var path = firstText + (int)texts.Length;
            texts.Write(Encoding.ASCII.GetBytes($"/lib/{library}\0"));
            entries.Write(MemoryMarshal.AsBytes<int>([flags, name, path, 0, 0, 0]));
        }

        return
        [
            .. "glibc-ld.so.cache1.1"u8, .. BitConverter.GetBytes(libraries.Length), .. BitConverter.GetBytes((int)texts.Length),
            .. new byte[20], .. entries.ToArray(), .. texts.ToArray(),
        ];
    }
}
