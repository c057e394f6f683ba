using System;
using System.Buffers;
using System.Buffers.Text;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace BpfGen.Btf;

/// <summary>
/// Finds the addresses of symbols in <c>/proc/kallsyms</c>, in one pass for all names. A line is <c>ffffffff81000000 T _stext [module]</c>.
/// </summary>
internal static class KernelAddresses
{
    private const string Path = "/proc/kallsyms";
    private const int BufferSize = 128 * 1024;

    /// <summary>Clang's link-time optimization adds this suffix to the names of static variables.</summary>
    private static ReadOnlySpan<byte> ClangSuffix => ".llvm."u8;

    /// <param name="names">The names of the symbols.</param>
    /// <returns>The address of each symbol that the list contains.</returns>
    /// <exception cref="InvalidDataException">The list has a name twice, with different addresses.</exception>
    /// <exception cref="IOException">The list cannot be read.</exception>
    public static Dictionary<string, ulong> Find(IEnumerable<string> names)
    {
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        return Find(file, names);
    }

    /// <inheritdoc cref="Find(IEnumerable{string})"/>
    /// <param name="list">The text of <c>/proc/kallsyms</c>.</param>
    /// <param name="names">The names of the symbols.</param>
    public static Dictionary<string, ulong> Find(Stream list, IEnumerable<string> names)
    {
        var wanted = new HashSet<string>(names, StringComparer.Ordinal);
        var found = new Dictionary<string, ulong>(StringComparer.Ordinal);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var lengths = LengthsOf(wanted);
            var kept = 0;
            while (list.Read(buffer, kept, buffer.Length - kept) is > 0 and var read)
            {
                var rest = (ReadOnlySpan<byte>)buffer.AsSpan(0, kept + read);
                for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
                {
                    Visit(rest[..end], wanted, lengths, found);
                }

                // Keep an incomplete line for the next read. If it fills the buffer, drop it: no symbol has so long a line.
                kept = rest.Length < buffer.Length ? rest.Length : 0;
                rest[..kept].CopyTo(buffer);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return found;
    }

    private static void Visit(ReadOnlySpan<byte> line, HashSet<string> wanted, ulong lengths, Dictionary<string, ulong> found)
    {
        var space = line.IndexOf((byte)' ');
        if (space <= 0 || line.Length < space + 4)
        {
            return;
        }

        var name = line[(space + 3)..];
        var end = name.IndexOf((byte)'\t');
        name = end < 0 ? name : name[..end];
        if (line[space + 1] == (byte)'d' && name.IndexOf(ClangSuffix) is >= 0 and var suffix)
        {
            name = name[..suffix];
        }

        if ((lengths & Bit(name.Length)) == 0)
        {
            return;
        }

        var text = Encoding.UTF8.GetString(name);
        if (!wanted.Contains(text) || !Utf8Parser.TryParse(line[..space], out ulong address, out _, 'x'))
        {
            return;
        }

        if (!found.TryAdd(text, address) && found[text] != address)
        {
            throw new InvalidDataException($"'{text}' is ambiguous: it is at 0x{found[text]:x} and at 0x{address:x}");
        }
    }

    private static ulong LengthsOf(HashSet<string> names)
    {
        var lengths = 0ul;
        foreach (var name in names)
        {
            lengths |= Bit(Encoding.UTF8.GetByteCount(name));
        }

        return lengths;
    }

    private static ulong Bit(int length) => 1ul << (length % 64);
}
