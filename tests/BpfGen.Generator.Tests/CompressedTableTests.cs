extern alias runtime;

using System;
using System.Buffers.Binary;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Emission;
using BpfGen.Generator.Tests.Support;
using Xunit;
using runtime::BpfGen.Loading;

namespace BpfGen.Generator.Tests;

/// <summary>
/// Generated code contains large tables as compressed text. The runtime unpacks exactly the data that the generator compressed.
/// </summary>
public sealed class CompressedTableTests
{
    private const int Words = NumberTable.Large / sizeof(ulong);

    private delegate ReadOnlySpan<ulong> Table();

    public static TheoryData<string, byte[]> Data => new()
    {
        { "nothing", [] },
        { "one byte", [7] },
        { "three bytes, less than a repeat", [1, 2, 3] },
        { "equal bytes", new byte[100_000] },
        { "random bytes", Random(100_000) },
        { "a pattern of 3 bytes", [.. Enumerable.Range(0, 10_000).Select(i => (byte)(i % 3))] },
        { "counts of 14 to 16 literal bytes", Literals(14, 15, 16) },
        { "counts of 142 and 143 literal bytes, where the count gets another byte", Literals(142, 143) },
        { "repeats of 4 to 20 bytes", [.. Enumerable.Range(4, 17).SelectMany(Repeated)] },
        { "a repeat at a distance of 300,000 bytes", [.. Random(1000), .. Random(300_000, seed: 2), .. Random(1000)] },
        { "text", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(i => $"function_{i % 97}_{i}, "))) },
    };

    [Theory]
    [MemberData(nameof(Data))]
    public void Compressed_bytes_unpack_to_the_original_bytes(string description, byte[] bytes)
    {
        var text = Convert.ToBase64String(TableCompressor.Compress(bytes));

        Assert.True(bytes.AsSpan().SequenceEqual(CompressedTable.Unpack<byte>(Encoding.UTF8.GetBytes(text))), description);
    }

    [Fact]
    public void Repetitive_data_is_compressed_to_less_than_one_500th_of_its_size()
    {
        var bytes = Enumerable.Range(0, 100_000).SelectMany(i => BitConverter.GetBytes(i % 50)).ToArray();

        Assert.InRange(TableCompressor.Compress(bytes).Length, 1, bytes.Length / 500);
    }

    [Fact]
    public void Data_without_repeats_grows_by_at_most_one_percent_when_compressed() =>
        Assert.InRange(TableCompressor.Compress(Random(100_000)).Length, 1, 101_000);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(63)]
    [InlineData(65_537)]
    public void Compression_takes_linear_time_for_any_distance_between_repeated_bytes(int distance)
    {
        // Without a limit on comparisons, each position of such data would be compared with all earlier positions.
        var bytes = new byte[8_000_000];
        for (var i = 0; i < bytes.Length; i += distance)
        {
            bytes[i] = (byte)(i % 251);
        }

        var clock = Stopwatch.StartNew();
        _ = TableCompressor.Compress(bytes);

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("not Base64: ?")]
    [InlineData("CAAA")] // The count says eight bytes, but no literal or repeated bytes follow.
    [InlineData("CBABAg==")] // The count says eight bytes. After one literal byte, a repeat refers to bytes before the start.
    [InlineData("BPD/////DwA=")] // A sequence has more literal bytes than the text contains.
    public void Unpacking_a_damaged_compressed_table_throws(string text) =>
        Assert.ThrowsAny<Exception>(() => CompressedTable.Unpack<byte>(Encoding.UTF8.GetBytes(text)).Length);

    [Fact]
    public void Tables_of_16_kilobytes_or_more_are_compressed()
    {
        Assert.Equal(16 * 1024, NumberTable.Large);
        Assert.Contains("=> new ulong[]\n", Written(new ulong[Words - 1], isLittleEndian: true));
        Assert.Contains(
            "=> global::BpfGen.Loading.CompressedTable.Unpack<ulong>(\"\"\"\n", Written(new ulong[Words], isLittleEndian: true));
    }

    [Fact]
    public void Lines_of_a_compressed_table_have_at_most_140_characters()
    {
        var words = Enumerable.Range(0, Words).Select(i => (ulong)i * 0x9e37_79b9_7f4a_7c15).ToArray();

        Assert.All(Written(words, isLittleEndian: true).Split('\n'), line => Assert.InRange(line.Length, 0, 140));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_compressed_table_has_the_byte_order_of_the_object(bool isLittleEndian)
    {
        var words = Enumerable.Range(0, Words).Select(i => (ulong)i * 0x9e37_79b9_7f4a_7c15).ToArray();
        var lines = Written(words, isLittleEndian).Split('\n')[1..^2];

        var bytes = CompressedTable.Unpack<byte>(Encoding.UTF8.GetBytes(string.Join('\n', lines)));

        Assert.Equal(isLittleEndian ? words[1] : BinaryPrimitives.ReverseEndianness(words[1]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
    }

    [Fact]
    public void Small_tables_have_comments_and_large_tables_have_none()
    {
        Assert.Equal(
            "public static global::System.ReadOnlySpan<uint> Table => new uint[]\n{\n    1u, 2u, // the first\n    3u,\n};\n", Written(1));
        Assert.DoesNotContain("//", Written(NumberTable.Large / sizeof(uint)));

        static string Written(int rows)
        {
            var table = NumberTable.OfUInt32();
            for (var i = 0; i < rows; i++)
            {
                table.Add([1, 2], "the first");
                table.Add([3]);
            }

            var writer = new CodeWriter();
            table.Write(writer, "Table", isLittleEndian: true);
            return writer.ToString();
        }
    }

    [Fact]
    public void The_generated_class_of_a_large_object_contains_its_tables()
    {
        using var project = new TestProject().WithProbe("loading/large-tables.o");
        var model = Linked.Probe("loading/large-tables.o");

        using var assembly = new MemoryStream();
        Assert.True(project.Run().Compile().Emit(assembly, cancellationToken: TestContext.Current.CancellationToken).Success);
        var type = Assembly.Load(assembly.ToArray()).GetType("Sample.LargeTables", throwOnError: true)!;

        Assert.Equal(
            model.Functions.Single().Instructions.ToArray(), PackedWords.Unpack(Read(type, "ProgramCode", "Instructions")).ToArray());
        Assert.Equal(model.Maps.First(map => map.Name == ".rodata").Data!.Words.ToArray(), Read(type, "InitialData", "Rodata").ToArray());
    }

    private static ReadOnlySpan<ulong> Read(Type type, string nested, string property) =>
        type.GetNestedType(nested, BindingFlags.NonPublic)!
            .GetProperty(property)!.GetMethod!.CreateDelegate<Table>().Invoke();

    private static string Written(ulong[] words, bool isLittleEndian)
    {
        var writer = new CodeWriter();
        NumberTable.Write(writer, "Table", new EquatableArray<ulong>(words), isLittleEndian);
        return writer.ToString();
    }

    private static byte[] Literals(params int[] counts) =>
        [.. counts.SelectMany((count, i) => (byte[])[.. Random(count, seed: i), .. "repeated "u8, .. "repeated "u8])];

    private static byte[] Repeated(int count) => [.. Random(count, seed: count), .. Random(count, seed: count), .. Random(3, seed: -count)];

    private static byte[] Random(int count, int seed = 1)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
