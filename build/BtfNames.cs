using System;
using System.Buffers.Binary;
using BpfGen.Btf;

namespace BpfGen.Build;

/// <summary>
/// Finds all string offsets in the sections <c>.BTF</c> and <c>.BTF.ext</c>, passes each to a visitor, and replaces it with the visitor's
/// result.
/// </summary>
internal static class BtfNames
{
    /// <summary>The byte offset of the file name in a line record.</summary>
    private const int LineFile = 4;
    private const int LineText = 8;
    private const int RelocationAccess = 8;

    public static void VisitTypes(byte[] section, bool isBigEndian, Func<int, int> visit)
    {
        var words = new Words(section, isBigEndian);
        var at = words.Read(4) + words.Read(8);
        var end = at + words.Read(12);
        while (at < end)
        {
            words.Visit(at, visit);
            var info = (uint)words.Read(at + 4);
            var (own, each) = BtfKinds.SizeOf(BtfKinds.Of(info));
            var hasNames = BtfKinds.Of(info) is not BtfKind.DataSection;
            at += BtfKinds.CommonSize + own;
            for (var i = 0; each > 0 && i < BtfKinds.CountOf(info); i++, at += each)
            {
                if (hasNames)
                {
                    words.Visit(at, visit);
                }
            }
        }
    }

    /// <summary>Passes the string offsets of the source file names to a visitor.</summary>
    public static void VisitFiles(byte[] section, bool isBigEndian, Func<int, int> visit) =>
        VisitRecords(new Words(section, isBigEndian), 16, _ => { }, (words, record) => words.Visit(record + LineFile, visit));

    /// <summary>
    /// Passes the string offsets of section names, source file names, source lines and CO-RE access strings to a visitor.
    /// </summary>
    public static void VisitExtra(byte[] section, bool isBigEndian, Func<int, int> visit)
    {
        var words = new Words(section, isBigEndian);
        VisitRecords(words, 8, at => words.Visit(at, visit), (_, _) => { });
        VisitRecords(words, 16, at => words.Visit(at, visit), (_, record) =>
        {
            words.Visit(record + LineFile, visit);
            words.Visit(record + LineText, visit);
        });
        const int HeaderWithRelocations = 32;
        if (words.Read(4) >= HeaderWithRelocations)
        {
            VisitRecords(words, 24, at => words.Visit(at, visit), (_, record) => words.Visit(record + RelocationAccess, visit));
        }
    }

    /// <summary>
    /// Visits the records of one table of <c>.BTF.ext</c>. A table begins with the size of its records. For each section, it then has the
    /// section's name, the number of records, and the records.
    /// </summary>
    private static void VisitRecords(Words words, int table, Action<int> visitSection, Action<Words, int> visitRecord)
    {
        var at = words.Read(4) + words.Read(table);
        var end = at + words.Read(table + 4);
        if (at >= end)
        {
            return;
        }

        var size = words.Read(at);
        at += 4;
        while (at < end)
        {
            visitSection(at);
            var count = words.Read(at + 4);
            at += 8;
            for (var i = 0; i < count; i++, at += size)
            {
                visitRecord(words, at);
            }
        }
    }

    /// <summary>The 32-bit words of a section.</summary>
    private sealed class Words(byte[] bytes, bool isBigEndian)
    {
        public int Read(int at) => isBigEndian
            ? BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at))
            : BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));

        public void Visit(int at, Func<int, int> visit)
        {
            var value = visit(Read(at));
            if (isBigEndian)
            {
                BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), value);
            }
            else
            {
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
            }
        }
    }
}
