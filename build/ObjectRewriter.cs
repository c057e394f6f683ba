using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace BpfGen.Build;

/// <summary>
/// Removes the paths of this machine from an object that Zig compiled, so that builds in two folders create the same bytes. Zig has no
/// option for this. The DWARF sections are removed, because the kernel does not read them, and the source paths in BTF are shortened.
/// </summary>
internal sealed class ObjectRewriter
{
    private const int HeaderSize = 64;
    private const int SectionSize = 64;
    private const uint NoBits = 8;

    private readonly byte[] _object;
    private readonly bool _isBigEndian;
    private readonly List<Section> _sections = [];

    private ObjectRewriter(byte[] bytes)
    {
        _object = bytes;
        _isBigEndian = bytes[5] == 2;
        var table = (int)Number64(bytes, 40);
        for (var i = 0; i < Number16(bytes, 60); i++)
        {
            var start = table + (i * SectionSize);
            var header = bytes.AsSpan(start, SectionSize).ToArray();
            var (offset, size) = ((int)Number64(header, 24), (int)Number64(header, 32));
            _sections.Add(new Section(header, Number32(header, 4) == NoBits ? null : bytes.AsSpan(offset, size).ToArray()));
        }
    }

    /// <param name="bytes">The object.</param>
    /// <param name="shorten">Shortens the path of a source file.</param>
    /// <returns>
    /// The object without paths of this machine. If the bytes are not an ELF object of the expected form, they are returned unchanged.
    /// </returns>
    public static byte[] Rewrite(byte[] bytes, Func<string, string> shorten)
    {
        try
        {
            var rewriter = new ObjectRewriter(bytes);
            rewriter.RemoveDebugSections();
            rewriter.ShortenPaths(shorten);
            return rewriter.Write();
        }
        catch (Exception exception) when (exception is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            return bytes;
        }
    }

    private void RemoveDebugSections()
    {
        // Remove only the contents. The section headers stay, so that the indexes of the other sections do not change.
        foreach (var section in _sections.Where(section => NameOf(section) is var name
            && (name.StartsWith(".debug_", StringComparison.Ordinal) || name.StartsWith(".rel.debug_", StringComparison.Ordinal))))
        {
            section.Content = [];
        }
    }

    private void ShortenPaths(Func<string, string> shorten)
    {
        if (_sections.FirstOrDefault(section => NameOf(section) == ".BTF") is not { Content.Length: > 0 } types
            || _sections.FirstOrDefault(section => NameOf(section) == ".BTF.ext") is not { Content.Length: > 0 } extra)
        {
            return;
        }

        var strings = new BtfStrings(types.Content, _isBigEndian);
        BtfNames.VisitFiles(extra.Content, _isBigEndian, offset =>
        {
            strings.Replace(offset, shorten);
            return offset;
        });
        BtfNames.VisitTypes(types.Content, _isBigEndian, strings.NewOffset);
        BtfNames.VisitExtra(extra.Content, _isBigEndian, strings.NewOffset);
        types.Content = strings.Write(types.Content);
    }

    private byte[] Write()
    {
        var output = new List<byte>(_object.AsSpan(0, HeaderSize).ToArray());
        foreach (var section in _sections)
        {
            var align = Math.Max(1, (int)Math.Min(Number64(section.Header, 48), 64));
            Pad(output, align);
            Put64(section.Header, 24, section.Content is null && output.Count == 0 ? 0 : output.Count);
            if (section.Content is { } content)
            {
                Put64(section.Header, 32, content.Length);
                output.AddRange(content);
            }
        }

        Pad(output, 8);
        var table = output.Count;
        foreach (var section in _sections)
        {
            output.AddRange(section.Header);
        }

        var bytes = output.ToArray();
        Put64(bytes, 40, table);
        return bytes;
    }

    private static void Pad(List<byte> output, int align)
    {
        while (output.Count % align != 0)
        {
            output.Add(0);
        }
    }

    private string NameOf(Section section)
    {
        var names = _sections[Number16(_object, 62)].Content ?? [];
        var start = (int)Number32(section.Header, 0);
        return Encoding.UTF8.GetString(names, start, Array.IndexOf(names, (byte)0, start) - start);
    }

    private int Number16(byte[] bytes, int at) => _isBigEndian
        ? BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at))
        : BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private uint Number32(byte[] bytes, int at) => _isBigEndian
        ? BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at))
        : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private ulong Number64(byte[] bytes, int at) => _isBigEndian
        ? BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(at))
        : BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));

    private void Put64(byte[] bytes, int at, long value)
    {
        if (_isBigEndian)
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(at), value);
        }
        else
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), value);
        }
    }

    /// <summary>A section header, and the bytes of the section; null if the section has no bytes in the file.</summary>
    private sealed class Section(byte[] header, byte[]? content)
    {
        public byte[] Header { get; } = header;

        public byte[]? Content { get; set; } = content;
    }
}
