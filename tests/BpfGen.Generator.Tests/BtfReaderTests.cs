using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>BTF types with more than 65,535 members.</summary>
public sealed class BtfReaderTests
{
    /// <summary>
    /// In newer kernel headers, the count of members has 24 bits. In older headers, it has 16 bits, and the next 8 bits are unused.
    /// </summary>
    [Fact]
    public void BtfReader_reads_a_struct_with_more_than_65535_members()
    {
        const int Values = (1 << 16) + 3;
        var btf = new BtfBuilder();
        var large = btf.Enum("large", 4, false, [.. Enumerable.Range(0, Values).Select(value => ("", value))]);
        var next = btf.Int("next", 4);

        var types = btf.Types();

        Assert.Equal(Values, types[large]!.Count);
        Assert.Equal(Values - 1ul, types.Values(types[large]!).Last().Value);
        Assert.Equal(("next", BtfKind.Int), (types[next]!.Name, types[next]!.Kind));
    }

    [Fact]
    public void BtfWriter_writes_a_struct_with_more_than_65535_members()
    {
        const int Members = (1 << 16) + 3;
        var btf = new BtfBuilder();
        var number = btf.Int("number", 1);
        var large = btf.Struct("large", Members, [.. Enumerable.Range(0, Members).Select(place => ("m", number, place * 8, 0))]);
        var types = btf.Types();
        var marks = new BtfMarks(types);
        marks.Whole(large);

        var records = new BtfWriter(types, marks).Records;

        // The int type comes first and takes four words: name, kind, size and encoding.
        Assert.Equal(4 + 3 + (3 * Members), records.Count);
        Assert.Equal((uint)Members, records[5] & 0x00ff_ffff);
    }
}
