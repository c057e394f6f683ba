using System;
using System.Buffers.Binary;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using BpfGen.Symbols;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>
/// Malicious symbol files of a traced process. They must not exhaust the memory or the time of the process that looks up function names in
/// them, which may run as root.
/// </summary>
public sealed class HostileSymbolTests : IDisposable
{
    private const int Functions = 12_000;
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_long_name_that_many_functions_share_takes_memory_only_once()
    {
        File.WriteAllBytes(_path, Binary(new string('n', 300_000), i => 1));

        var (symbols, allocated) = Measure(() => FileSymbols.Read(FoundBinary.Own(_path), UserBinary.MostBytes));

        Assert.InRange(allocated, 0, 20 << 20);
        Assert.Equal(65_536, symbols.Find(16 * 100)!.Value.Name.Length);
    }

    [Fact]
    public void Functions_whose_names_are_suffixes_of_one_string_are_found()
    {
        File.WriteAllBytes(_path, Binary(new string('n', 20_000), i => 1 + i));

        var (symbols, allocated) = Measure(() => FileSymbols.Read(FoundBinary.Own(_path), UserBinary.MostBytes));

        Assert.InRange(allocated, 0, 20 << 20);
        Assert.Equal(20_000 - 100, symbols.Find(16 * 100)!.Value.Name.Length);
    }

    [Fact]
    public void A_search_of_functions_whose_names_overlap_too_much_is_an_error()
    {
        File.WriteAllBytes(_path, Binary(new string('n', 300_000), i => 1 + i));
        using var binary = UserBinary.Open(_path, "test");

        var exception = Assert.Throws<BpfException>(() => BinarySymbols.Of(binary).Sum(table => table.Functions("").Count()));

        Assert.Contains("the names of its functions overlap", exception.Message);
    }

    [Fact]
    public void A_sparse_file_with_a_table_of_1_GiB_is_not_read()
    {
        var bytes = Binary("name", i => 1, stringsSize: 1ul << 30);
        File.WriteAllBytes(_path, bytes);
        using (var file = File.OpenWrite(_path))
        {
            file.SetLength((1L << 30) + bytes.Length);
        }

        var (exception, allocated) = Measure(
            () => Assert.Throws<BpfException>(() => FileSymbols.Read(FoundBinary.Own(_path), UserBinary.MostBytes)));

        Assert.Contains("too large", exception.Message);
        Assert.InRange(allocated, 0, 20 << 20);
    }

    [Fact]
    public void The_symbol_tables_of_all_files_of_a_process_share_one_size_limit()
    {
        var bytes = Binary("name", i => 1);
        File.WriteAllBytes(_path, bytes);

        Assert.Throws<BpfException>(() => FileSymbols.Read(FoundBinary.Own(_path), bytes.Length / 2));
    }

    [Theory]
    [InlineData("nnnn")]
    [InlineData("libc.so.6")]
    public void A_loader_cache_with_very_many_entries_takes_limited_time_and_memory(string name)
    {
        var cache = new byte[1 << 26];
        "glibc-ld.so.cache1.1"u8.CopyTo(cache);
        var count = (cache.Length - 48 - 8192) / 24;
        BinaryPrimitives.WriteInt32LittleEndian(cache.AsSpan(20), count);
        var text = cache.Length - 8192;
        cache.AsSpan(text).Fill((byte)'n');
        Encoding.ASCII.GetBytes(name == "nnnn" ? name : name + "\0").CopyTo(cache, text);
        var flags = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 0x303 : 0xa03;
        for (var at = 48; at < 48 + (count * 24); at += 24)
        {
            BinaryPrimitives.WriteInt32LittleEndian(cache.AsSpan(at), flags);
            BinaryPrimitives.WriteInt32LittleEndian(cache.AsSpan(at + 4), text);
            BinaryPrimitives.WriteInt32LittleEndian(cache.AsSpan(at + 8), text + 4000);
        }

        var clock = Stopwatch.StartNew();
        var (paths, allocated) = Measure(() => LoaderCache.Find("libc.so.6", cache).ToList());

        Assert.Equal(name == "nnnn" ? 0 : 64, paths.Count);
        Assert.InRange(allocated, 0, 10 << 20);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void A_perf_map_file_with_very_many_functions_takes_limited_time_and_memory()
    {
        using var process = Process.Start("sleep", "600");
        var path = $"/tmp/perf-{process.Id}.map";
        try
        {
            using (var file = new StreamWriter(path, append: false, Encoding.ASCII, 1 << 16))
            {
                for (var i = 0; i < 11_000_000; i++)
                {
                    file.Write("0 1 x\n");
                }
            }

            var map = PerfMapFile.TryFind(process.Id)!;
            var clock = Stopwatch.StartNew();
            var (found, allocated) = Measure(() => map.Find(0));

            Assert.Equal(("x", 0ul), found);
            Assert.InRange(allocated, 0, 300 << 20);
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        }
        finally
        {
            File.Delete(path);
            process.Kill();
        }
    }

    [Fact]
    public void An_incomplete_line_of_a_perf_map_file_is_read_only_once()
    {
        using var process = Process.Start("sleep", "600");
        var path = $"/tmp/perf-{process.Id}.map";
        try
        {
            File.WriteAllText(path, new string('x', 8 << 20));
            var map = PerfMapFile.TryFind(process.Id)!;
            _ = map.Find(0);

            var (_, allocated) = Measure(() => Enumerable.Range(0, 50).Count(i => map.Find((ulong)i) is not null));
            Assert.InRange(allocated, 0, 1 << 20);

            // End the line that is too long, and add a complete line.
            File.AppendAllText(path, "\n1000 10 after\n");
            Assert.Equal(("after", 1ul), map.Find(0x1001));
        }
        finally
        {
            File.Delete(path);
            process.Kill();
        }
    }

    private static (T Result, long Allocated) Measure<T>(Func<T> action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = action();
        return (result, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Creates a library with functions of 16 bytes each, and with a string table that contains one long string.</summary>
    private static byte[] Binary(string text, Func<int, int> nameOf, ulong? stringsSize = null)
    {
        const int Header = 64;
        const int Segment = 56;
        const int Symbol = 24;
        var (sections, symbols) = (Header + Segment, Header + Segment + (3 * 64));
        var strings = symbols + (Functions * Symbol);
        var bytes = new byte[strings + text.Length + 2];
        var span = bytes.AsSpan();
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(span);
        BinaryPrimitives.WriteUInt16LittleEndian(span[16..], 3);
        BinaryPrimitives.WriteUInt64LittleEndian(span[32..], Header);
        BinaryPrimitives.WriteUInt64LittleEndian(span[40..], (ulong)sections);
        BinaryPrimitives.WriteUInt16LittleEndian(span[54..], Segment);
        BinaryPrimitives.WriteUInt16LittleEndian(span[56..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(span[58..], 64);
        BinaryPrimitives.WriteUInt16LittleEndian(span[60..], 3);
        BinaryPrimitives.WriteUInt16LittleEndian(span[62..], 0xffff);
        BinaryPrimitives.WriteUInt32LittleEndian(span[Header..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(span[(Header + 4)..], 5);
        BinaryPrimitives.WriteUInt64LittleEndian(span[(Header + 40)..], 1 << 30);
        Section(span[(sections + 64)..], type: 2, symbols, Functions * Symbol, link: 2);
        Section(span[(sections + 128)..], type: 3, strings, stringsSize ?? (ulong)text.Length + 2, link: 0);
        for (var i = 0; i < Functions; i++)
        {
            var entry = span[(symbols + (i * Symbol))..];
            BinaryPrimitives.WriteUInt32LittleEndian(entry, (uint)nameOf(i));
            entry[4] = 0x12;
            BinaryPrimitives.WriteUInt16LittleEndian(entry[6..], 1);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], (ulong)i * 16);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[16..], 16);
        }

        Encoding.ASCII.GetBytes(text).CopyTo(span[(strings + 1)..]);
        return bytes;
    }

    private static void Section(Span<byte> header, uint type, int offset, ulong size, uint link)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], type);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], (ulong)offset);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], size);
        BinaryPrimitives.WriteUInt32LittleEndian(header[40..], link);
    }
}
