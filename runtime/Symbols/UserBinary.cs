using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using BpfGen.Interop;
using Microsoft.Win32.SafeHandles;

namespace BpfGen.Symbols;

/// <summary>
/// Reads the parts of a user-space executable or library (an ELF file) that uprobes need. The file is not trusted, so every number in it is
/// checked.
/// </summary>
internal sealed class UserBinary : IDisposable
{
    private const int HeaderSize = 64;
    private const int SegmentSize = 56;
    private const int SectionSize = 64;
    private const int Exec = 2;
    private const int Dyn = 3;
    private const int Load = 1;

    /// <summary>The maximum number of bytes to read from one file. No real binary has symbol tables of this size.</summary>
    public const long MostBytes = 1L << 28;

    /// <summary>
    /// The maximum size of a section or segment header in bytes, and the maximum number of segments. Real files have headers of at most 64
    /// bytes, and about 20 segments.
    /// </summary>
    private const int LargestEntry = 256;
    private const int MostSegments = 128;

    /// <summary>
    /// The length limit of a section name in bytes. A low limit is enough, because names are only compared with short known names.
    /// </summary>
    private const int LongestSectionName = 64;

    private static ReadOnlySpan<byte> Magic => "\u007fELF"u8;

    private readonly SafeFileHandle _file;
    private readonly ulong _fileSize;
    private readonly string _subject;
    private readonly string _method;

    private UserBinary(SafeFileHandle file, string path, string subject, string method)
    {
        _file = file;
        _fileSize = (ulong)RandomAccess.GetLength(file);
        _subject = subject;
        _method = method;
        Path = path;
    }

    /// <summary>The path, for messages.</summary>
    public string Path { get; }

    /// <summary>
    /// The number of bytes that may still be read from the file. The file is not trusted, and a sparse file can have any size.
    /// </summary>
    public long Rest { get; set; } = MostBytes;

    /// <summary>
    /// The path of the open file with its symbolic links resolved, as in <c>/proc/PID/maps</c>; null if <c>/proc</c> is not available.
    /// </summary>
    public string? MappedPath => ProcFile.TryReadLink($"/proc/self/fd/{(int)_file.DangerousGetHandle()}");

    /// <summary>Whether the file is an executable or a library. False for other ELF files, such as object files.</summary>
    private bool IsExecutable { get; set; }

    /// <summary>Whether the file is a library, or an executable that is loaded at any address.</summary>
    public bool IsPositionIndependent { get; private set; }

    public List<BinarySegment> Segments { get; } = [];

    public List<BinarySection> Sections { get; } = [];

    /// <param name="path">The file's path, as this process sees it.</param>
    /// <param name="subject">The program and its hook, or another purpose of reading the file, for messages.</param>
    /// <exception cref="BpfException">The file cannot be read, or is not a 64-bit ELF file of this machine's byte order.</exception>
    public static UserBinary Open(string path, string subject) => Open(FoundBinary.Own(path), subject);

    /// <param name="found">The file.</param>
    /// <param name="subject">The program and its hook, or another purpose of reading the file, for messages.</param>
    /// <exception cref="BpfException">The file cannot be read, or is not a 64-bit ELF file of this machine's byte order.</exception>
    public static UserBinary Open(FoundBinary found, string subject)
    {
        var binary = OpenAny(found, subject, "Attach");
        if (binary.IsExecutable)
        {
            return binary;
        }

        using (binary)
        {
            throw binary.Malformed("it is neither an executable nor a library");
        }
    }

    /// <summary>Whether a file begins like an ELF file.</summary>
    /// <param name="head">The first bytes of the file.</param>
    public static bool IsElf(ReadOnlySpan<byte> head) => head.StartsWith(Magic);

    /// <summary>Reads a section of an ELF file of any type.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The name of the section.</param>
    /// <param name="subject">The purpose of reading the file, for messages.</param>
    /// <exception cref="BpfException">The file cannot be read, is not such an ELF file, or does not have the section.</exception>
    public static byte[] ReadSection(string path, string name, string subject)
    {
        using var binary = OpenAny(FoundBinary.Own(path), subject, "FromFile");
        return binary.Find(name) is { } section ? binary.Read(section) : throw binary.Malformed($"it has no section '{name}'");
    }

    private static UserBinary OpenAny(FoundBinary found, string subject, string method)
    {
        // Open without blocking: the process may have replaced the file by a named pipe.
        var path = found.Path;
        var fd = Libc.Open(found.KernelPath, Libc.OpenReadOnly | Libc.OpenCloseOnExec | Libc.OpenNonBlocking);
        if (fd < 0)
        {
            throw new BpfException("open", Errno.Last, subject, $"{path} cannot be opened.");
        }

        var file = new SafeFileHandle(fd, ownsHandle: true);
        try
        {
            var binary = new UserBinary(file, path, subject, method);
            binary.ReadHeaders();
            return binary;
        }
        catch (Exception exception)
        {
            file.Dispose();
            if (exception is IOException or NotSupportedException)
            {
                // Do not use exception.Message: NativeAOT applications may omit .NET's message texts (UseSystemResourceKeys).
                throw new BpfException(method, subject, $"{path} cannot be read: it is not a regular file, or reading it failed.");
            }

            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    /// <returns>
    /// The file offset of an address in the loaded binary, and whether the address is in executable code; null if no part of the file is
    /// loaded at the address.
    /// </returns>
    public (ulong Offset, bool IsCode)? Locate(ulong address)
    {
        foreach (var segment in Segments)
        {
            if (address >= segment.Address && address - segment.Address < segment.Size)
            {
                return (address - segment.Address + segment.Offset, segment.IsCode);
            }
        }

        return null;
    }

    public BinarySection? Find(string name)
    {
        var index = Sections.FindIndex(section => section.Name == name);
        return index < 0 ? null : Sections[index];
    }

    public BinarySection? FindType(uint type)
    {
        var index = Sections.FindIndex(section => section.Type == type);
        return index < 0 ? null : Sections[index];
    }

    /// <exception cref="BpfException">The file does not contain the whole section.</exception>
    public byte[] Read(BinarySection section) => section.Size <= (ulong)Rest
        ? Read(section.Offset, section.Size)
        : throw Malformed($"its section '{section.Name}' has a size of {section.Size} bytes, which is too large");

    public BpfException Malformed(string what) => new(_method, _subject, $"{Path} cannot be read: {what}.");

    private byte[] Read(ulong offset, ulong size)
    {
        if (offset > _fileSize || size > _fileSize - offset)
        {
            throw Malformed($"{size} bytes at offset {offset} extend beyond the end of the file");
        }

        Rest -= (long)size;

        var bytes = new byte[size];
        var done = 0;
        while (done < bytes.Length)
        {
            int count;
            try
            {
                count = RandomAccess.Read(_file, bytes.AsSpan(done), (long)offset + done);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw Errno.Of(exception) is { } errno
                    ? new BpfException("read", errno, _subject, $"{Path} cannot be read.")
                    : Malformed("reading it failed");
            }

            done += count > 0 ? count : throw Malformed("it was truncated while it was read");
        }

        return bytes;
    }

    private void ReadHeaders()
    {
        var header = Read(0, Math.Min(HeaderSize, _fileSize));
        if (header.Length < HeaderSize || !header.AsSpan().StartsWith(Magic))
        {
            throw Malformed("it is not an ELF file");
        }

        if (header[4] != 2 || header[5] != (BitConverter.IsLittleEndian ? 1 : 2))
        {
            throw Malformed("it is not 64-bit, or not of this machine's byte order");
        }

        var type = U16(header, 16);
        (IsExecutable, IsPositionIndependent) = (type is Dyn or Exec, type == Dyn);
        ReadSegments(U64(header, 32), U16(header, 54), U16(header, 56));
        ReadSections(U64(header, 40), U16(header, 58), U16(header, 60), U16(header, 62));
    }

    private void ReadSegments(ulong offset, int size, int count)
    {
        if (count == 0 || size is < SegmentSize or > LargestEntry)
        {
            return;
        }

        var table = Read(offset, (ulong)(size * count));
        for (var at = 0; at < table.Length; at += size)
        {
            if (U32(table, at) == Load)
            {
                if (Segments.Count == MostSegments)
                {
                    throw Malformed($"it has more than {MostSegments} segments");
                }

                Segments.Add(new BinarySegment(
                    U64(table, at + 16), U64(table, at + 40), U64(table, at + 8), (U32(table, at + 4) & 1) != 0));
            }
        }
    }

    private void ReadSections(ulong offset, int size, int count, int names)
    {
        if (count == 0 || size is < SectionSize or > LargestEntry || offset == 0)
        {
            return;
        }

        var table = Read(offset, (ulong)(size * count));
        for (var at = 0; at < table.Length; at += size)
        {
            Sections.Add(new BinarySection(
                "", U32(table, at + 4), U64(table, at + 16), U64(table, at + 24), U64(table, at + 32), (int)U32(table, at + 40)));
        }

        if (names >= count)
        {
            return;
        }

        var text = Read(Sections[names]);
        for (var i = 0; i < count; i++)
        {
            Sections[i] = Sections[i] with { Name = TextAt(text, U32(table, i * size), LongestSectionName) };
        }
    }

    /// <param name="strings">The strings, each with a zero byte at its end.</param>
    /// <param name="offset">The offset of the string.</param>
    /// <param name="most">The number of bytes after which the string is cut.</param>
    public static string TextAt(byte[] strings, uint offset, int most)
    {
        if (offset >= strings.Length)
        {
            return "";
        }

        var rest = strings.AsSpan((int)offset);
        rest = rest[..Math.Min(rest.Length, most)];
        var end = rest.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
    }

    private static ushort U16(byte[] bytes, int at) => MemoryMarshal.Read<ushort>(bytes.AsSpan(at));

    private static uint U32(byte[] bytes, int at) => MemoryMarshal.Read<uint>(bytes.AsSpan(at));

    private static ulong U64(byte[] bytes, int at) => MemoryMarshal.Read<ulong>(bytes.AsSpan(at));
}

/// <summary>A segment of a binary: a part that is loaded into memory.</summary>
/// <param name="Address">The address for which the segment was linked.</param>
/// <param name="Size">The size in memory, in bytes.</param>
/// <param name="Offset">The offset in the file.</param>
/// <param name="IsCode">Whether the segment is executable.</param>
internal readonly record struct BinarySegment(ulong Address, ulong Size, ulong Offset, bool IsCode);

/// <summary>A section of a binary.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The type (<c>SHT_…</c>).</param>
/// <param name="Address">The address.</param>
/// <param name="Offset">The offset in the file.</param>
/// <param name="Size">The size in the file, in bytes.</param>
/// <param name="Link">The index of the section that this section refers to.</param>
internal readonly record struct BinarySection(string Name, uint Type, ulong Address, ulong Offset, ulong Size, int Link);
