using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using BpfGen.Interop;

namespace BpfGen.Symbols;

/// <summary>Reads <c>/etc/ld.so.cache</c>, in which the dynamic loader looks up libraries.</summary>
internal static class LoaderCache
{
    private const string CachePath = "/etc/ld.so.cache";

    /// <summary>
    /// The maximum number of bytes to read from the cache. No real cache is so large. The limit protects this process's memory, because a
    /// container controls the contents of its cache.
    /// </summary>
    private const int MostBytes = 1 << 26;

    /// <summary>The length limit of names and paths in bytes. It is the kernel's limit for paths.</summary>
    private const int LongestText = 4096;

    /// <summary>The maximum number of paths of one library. Real caches have one for each variant of the processor.</summary>
    private const int MostPaths = 64;

    private const int OldHeader = 16;
    private const int OldEntry = 12;
    private const int Header = 48;
    private const int Entry = 24;

    /// <summary>
    /// The flags of a cache entry for a library of this machine's architecture: <c>FLAG_ELF_LIBC6</c> and the flag of the architecture
    /// (glibc's <c>dl-cache.h</c>).
    /// </summary>
    private static readonly int Wanted = 3 | RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 0x0300,
        Architecture.Arm64 => 0x0a00,
        Architecture.S390x => 0x0400,
        Architecture.Ppc64le => 0x0500,
        Architecture.RiscV64 => 0x1000,
        Architecture.LoongArch64 => 0x1100,
        _ => 0,
    };

    /// <param name="library">The name of a library.</param>
    /// <param name="root">The root directory of the file system whose cache is read; null for this process's own.</param>
    /// <returns>The library's paths; empty if the cache cannot be read.</returns>
    public static IEnumerable<string> Find(string library, ForeignRoot? root)
    {
        if (root is not null)
        {
            using var file = root.TryOpenFile(CachePath);
            var bytes = new List<byte>();
            return file is not null && ProcFile.TryRead(file, bytes, MostBytes) ? Find(library, [.. bytes]) : [];
        }

        try
        {
            return Find(library, File.ReadAllBytes(CachePath));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    public static IEnumerable<string> Find(string library, byte[] cache)
    {
        var start = StartOf(cache);
        if (cache.Length - start < Header || !cache.AsSpan(start).StartsWith("glibc-ld.so.cache1.1"u8))
        {
            yield break;
        }

        var name = Encoding.UTF8.GetBytes(library);
        var found = 0;
        var count = MemoryMarshal.Read<uint>(cache.AsSpan(start + 20));
        for (long i = 0, at = start + Header; i < count && at + Entry <= cache.Length; i++, at += Entry)
        {
            var (flags, key, value) = (Number(cache, at), Number(cache, at + 4), Number(cache, at + 8));
            if (flags == Wanted && IsTextAt(cache, (uint)(start + key), name))
            {
                yield return UserBinary.TextAt(cache, (uint)(start + value), LongestText);
                if (++found == MostPaths)
                {
                    yield break;
                }
            }
        }
    }

    /// <summary>
    /// Finds the start of the table in the current format. Some files begin with a table in an old format. Offsets in the current table
    /// count from its start.
    /// </summary>
    private static int StartOf(byte[] cache)
    {
        if (cache.Length < OldHeader || !cache.AsSpan().StartsWith("ld.so-1.7.0"u8))
        {
            return 0;
        }

        var end = OldHeader + (OldEntry * (long)MemoryMarshal.Read<uint>(cache.AsSpan(12)));
        return (int)Math.Min((end + 7) & ~7, cache.Length);
    }

    /// <summary>Compares the bytes, because decoding the long names of a hostile cache would take seconds.</summary>
    private static bool IsTextAt(byte[] cache, uint offset, byte[] text)
    {
        var end = offset + (long)text.Length;
        return end <= cache.Length && cache.AsSpan((int)offset).StartsWith(text) && (end == cache.Length || cache[end] == 0);
    }

    private static uint Number(byte[] cache, long at) => MemoryMarshal.Read<uint>(cache.AsSpan((int)at));
}
