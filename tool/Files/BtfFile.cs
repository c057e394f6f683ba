using System;
using System.Buffers.Binary;
using System.IO;
using BpfGen.Btf;

namespace BpfGen.Tool.Files;

/// <summary>The BTF of a kernel or object. It is read from a raw BTF file, or from section <c>.BTF</c> of an ELF file.</summary>
/// <param name="Bytes">The BTF.</param>
/// <param name="IsLittleEndian">Whether the BTF is little-endian.</param>
/// <param name="Types">The types in the BTF.</param>
internal sealed record BtfFile(byte[] Bytes, bool IsLittleEndian, BtfTypeList Types)
{
    public const string RunningKernel = "/sys/kernel/btf/vmlinux";

    private const int LargestBtf = 256 << 20;
    private const int HeaderSize = 64;
    private const int SectionSize = 64;
    private const int LargestSectionNames = 16 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="InvalidDataException">The file is not BTF, or it is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not read the file.</exception>
    public static BtfFile Read(string path) => Check(ReadBytes(path));

    /// <summary>
    /// Reads the BTF of a module, and joins it with that of its kernel: the numbers of its types and strings follow those of the kernel.
    /// </summary>
    /// <param name="path">The path of the module's BTF, such as <c>/sys/kernel/btf/nf_conntrack</c>.</param>
    /// <exception cref="InvalidDataException">The file is not the BTF of a module of this kernel.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not read the file.</exception>
    public BtfFile WithModule(string path)
    {
        var module = ReadBytes(path);
        if (BtfHeader.TryRead(module, IsLittleEndian, out var header) is { } reason)
        {
            throw new InvalidDataException($"it is not the BTF of a module of this kernel: {reason}");
        }

        BtfHeader.TryRead(Bytes, IsLittleEndian, out var kernel);
        ReadOnlySpan<byte> types = [.. Part(Bytes, kernel.Types, kernel.TypesSize), .. Part(module, header.Types, header.TypesSize)];
        ReadOnlySpan<byte> strings =
            [.. Part(Bytes, kernel.Strings, kernel.StringsSize), .. Part(module, header.Strings, header.StringsSize)];
        var joined = new byte[BtfHeader.SmallestSize + types.Length + strings.Length];
        Bytes.AsSpan(0, 4).CopyTo(joined);
        uint[] numbers = [BtfHeader.SmallestSize, 0, (uint)types.Length, (uint)types.Length, (uint)strings.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            var place = joined.AsSpan(4 + (4 * i));
            if (IsLittleEndian)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(place, numbers[i]);
            }
            else
            {
                BinaryPrimitives.WriteUInt32BigEndian(place, numbers[i]);
            }
        }

        types.CopyTo(joined.AsSpan(BtfHeader.SmallestSize));
        strings.CopyTo(joined.AsSpan(BtfHeader.SmallestSize + types.Length));
        return Check(joined);
    }

    private static ReadOnlySpan<byte> Part(byte[] bytes, int start, int size) => bytes.AsSpan(start, size);

    private static byte[] ReadBytes(string path)
    {
        using var file = File.OpenRead(path);
        var start = new byte[HeaderSize];
        var count = file.ReadAtLeast(start, HeaderSize, throwOnEndOfStream: false);
        return count == HeaderSize && start.AsSpan().StartsWith("\u007fELF"u8)
            ? ReadSection(file, start)
            : ReadAll(file, start.AsSpan(0, count));
    }

    private static BtfFile Check(byte[] bytes)
    {
        var isLittleEndian = bytes.Length < 2 || bytes[0] == 0x9f;
        if (BtfHeader.TryRead(bytes, isLittleEndian, out var header) is { } reason)
        {
            throw new InvalidDataException(
                $"it is not BTF: {reason}. Pass a BTF file, such as {RunningKernel}, or an uncompressed vmlinux");
        }

        CheckRecords(bytes, isLittleEndian, header);
        return new BtfFile(bytes, isLittleEndian, new BtfTypeList(bytes, isLittleEndian));
    }

    private static byte[] ReadAll(FileStream file, ReadOnlySpan<byte> start)
    {
        // Read to the end, because files below /sys may report a wrong length.
        using var all = new MemoryStream();
        all.Write(start);
        var buffer = new byte[1 << 16];
        while (file.Read(buffer) is > 0 and var count)
        {
            all.Write(buffer, 0, count);
            if (all.Length > LargestBtf)
            {
                throw new InvalidDataException($"it is larger than {LargestBtf >> 20} MiB");
            }
        }

        return all.ToArray();
    }

    private static byte[] ReadSection(FileStream file, byte[] header)
    {
        if (header[4] != 2)
        {
            throw new InvalidDataException("it is an ELF file of 32 bits");
        }

        var isLittle = header[5] == 1;
        var (place, size, count, names) = (UInt64(header, 40), UInt16(header, 58), UInt16(header, 60), UInt16(header, 62));
        if (size != SectionSize || names >= count)
        {
            throw new InvalidDataException("it is an ELF file without section headers");
        }

        var table = ReadAt(file, place, (ulong)count * SectionSize, int.MaxValue);
        var nameTable = SectionAt(names, LargestSectionNames);
        for (var i = 0; i < count; i++)
        {
            var name = (int)Math.Min(UInt32(table, i * SectionSize), (uint)nameTable.Length);
            var rest = nameTable.AsSpan(name);
            if (rest.StartsWith(".BTF\0"u8))
            {
                return SectionAt(i, LargestBtf);
            }
        }

        throw new InvalidDataException(
            "it is an ELF file without a section .BTF. Compile the kernel with CONFIG_DEBUG_INFO_BTF=y, or the object with -g");

        byte[] SectionAt(int index, int most) =>
            ReadAt(file, UInt64(table, (index * SectionSize) + 24), UInt64(table, (index * SectionSize) + 32), most);

        ushort UInt16(byte[] bytes, int at) => isLittle
            ? BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at))
            : BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));

        uint UInt32(byte[] bytes, int at) => isLittle
            ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at))
            : BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));

        ulong UInt64(byte[] bytes, int at) => isLittle
            ? BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at))
            : BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(at));
    }

    private static byte[] ReadAt(FileStream file, ulong place, ulong size, int most)
    {
        if (place > (ulong)file.Length || size > (ulong)file.Length - place || size > (ulong)most)
        {
            throw new InvalidDataException($"it is a damaged ELF file: it claims {size} bytes at offset {place}, but has {file.Length}");
        }

        var bytes = new byte[size];
        file.Position = (long)place;
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>
    /// Throws if a record cannot be read. The check is necessary, because <see cref="BtfTypeList"/> silently stops before the first unknown
    /// record.
    /// </summary>
    private static void CheckRecords(byte[] bytes, bool isLittleEndian, BtfHeader header)
    {
        var cursor = new BtfCursor(bytes, isLittleEndian);
        var id = 1;
        for (var place = header.Types; place < header.Types + header.TypesSize; id++)
        {
            if (cursor.RecordSize(place) is not { } size)
            {
                throw new InvalidDataException($"its type {id} has the unknown kind {(int)cursor.Kind(place)}, or is cut off");
            }

            if (cursor.UInt32(place) >= Math.Max(header.StringsSize, 1))
            {
                throw new InvalidDataException(
                    $"the name of its type {id} is outside its strings. The BTF of a module refers to the BTF of its kernel, "
                    + "and cannot be read alone: pass it to vmlinux with --module");
            }

            place += size;
        }
    }
}
