extern alias runtime;

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using runtime::BpfGen.Symbols;
using KernelBtf = runtime::BpfGen.KernelBtf;

namespace BpfGen.Fuzz;

/// <summary>Reads files that other processes or containers write: BTF, binaries, perf maps, and the cache of the dynamic loader.</summary>
internal static class FileTargets
{
    private static readonly string Input = Path.Combine(Path.GetTempPath(), $"bpfgen-fuzz-{Environment.ProcessId}");

    public static void ReadKernelBtf(byte[] bytes)
    {
        File.WriteAllBytes(Input, bytes);
        try
        {
            using var btf = KernelBtf.FromFile(Input);
            _ = btf.HasStruct("task_struct");
        }
        catch (runtime::BpfGen.BpfException)
        {
            // The file is not valid.
        }
    }

    public static void ReadSymbols(byte[] bytes)
    {
        File.WriteAllBytes(Input, bytes);
        try
        {
            var symbols = FileSymbols.Read(FoundBinary.Own(Input), UserBinary.MostBytes);
            for (var offset = 0ul; offset < 1 << 16; offset += 97)
            {
                _ = symbols.Find(offset);
            }

            using var binary = UserBinary.Open(Input, "fuzz");
            _ = BinarySymbols.Of(binary).Sum(table => table.Functions("").Count());
        }
        catch (runtime::BpfGen.BpfException)
        {
            // The file is not valid.
        }
    }

    /// <summary>Reads the USDT notes of a binary, and their arguments.</summary>
    public static void ReadUsdt(byte[] bytes)
    {
        File.WriteAllBytes(Input, bytes);
        try
        {
            using var binary = UserBinary.Open(Input, "fuzz");
            _ = UsdtProbe.Nearest(binary, "provider", "probe");
            foreach (var probe in UsdtProbe.Find(binary, "", "").Take(100))
            {
                TextTargets.ReadArguments(probe.Arguments, new UsdtPlace(binary, probe.Address));
            }
        }
        catch (runtime::BpfGen.BpfException)
        {
            // The file is not valid.
        }
    }

    public static void ReadPerfMap(byte[] bytes)
    {
        var path = $"/tmp/perf-{Environment.ProcessId}.map";
        File.WriteAllBytes(path, [.. Encoding.ASCII.GetBytes("1000 10 first\n"), .. bytes]);
        var map = PerfMapFile.TryFind(Environment.ProcessId)!;
        if (map.Find(0x1000) is null)
        {
            throw new InvalidDataException("The first function is not found.");
        }

        _ = map.Find(ulong.MaxValue);
        File.Delete(path);
    }

    public static IEnumerable<byte[]> LoaderCaches() => File.Exists("/etc/ld.so.cache") ? [File.ReadAllBytes("/etc/ld.so.cache")] : [];

    public static void ReadLoaderCache(byte[] bytes) => _ = LoaderCache.Find("libc.so.6", bytes).Sum(path => path.Length);

    public static void CleanUp() => File.Delete(Input);
}
