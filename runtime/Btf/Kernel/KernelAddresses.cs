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
    /// <param name="ambiguous">
    /// Receives the symbols that the list contains with two different addresses, and for each a sentence for the error message.
    /// </param>
    /// <returns>The address of each symbol that the list contains.</returns>
    /// <exception cref="IOException">The list cannot be read.</exception>
    public static Dictionary<string, ulong> Find(IEnumerable<string> names, Dictionary<string, string> ambiguous)
    {
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        return Find(file, names, ambiguous);
    }

    /// <inheritdoc cref="Find(IEnumerable{string}, Dictionary{string, string})"/>
    /// <param name="list">The text of <c>/proc/kallsyms</c>.</param>
    /// <param name="names">The names of the symbols.</param>
    /// <param name="ambiguous">
    /// Receives the symbols that the list contains with two different addresses, and for each a sentence for the error message.
    /// </param>
    public static Dictionary<string, ulong> Find(Stream list, IEnumerable<string> names, Dictionary<string, string> ambiguous)
    {
        var search = new AddressSearch(new HashSet<string>(names, StringComparer.Ordinal), ambiguous);
        Read(list, ref search);
        return search.Found;
    }

    /// <summary>Tells whether the list contains a symbol. Also works if the kernel hides the addresses from the process.</summary>
    /// <param name="name">The name.</param>
    /// <param name="onlyFunctions">Whether to look for functions only.</param>
    /// <exception cref="IOException">The list cannot be read.</exception>
    public static bool Contains(string name, bool onlyFunctions)
    {
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var search = new NameSearch(Encoding.UTF8.GetBytes(name), onlyFunctions);
        Read(file, ref search);
        return search.IsDone;
    }

    private static void Read<TSearch>(Stream list, ref TSearch search)
        where TSearch : struct, ISearch
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var kept = 0;
            while (!search.IsDone && list.Read(buffer, kept, buffer.Length - kept) is > 0 and var read)
            {
                var rest = (ReadOnlySpan<byte>)buffer.AsSpan(0, kept + read);
                for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
                {
                    Visit(rest[..end], ref search);
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
    }

    private static void Visit<TSearch>(ReadOnlySpan<byte> line, ref TSearch search)
        where TSearch : struct, ISearch
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

        search.Visit(line[..space], line[space + 1], name);
    }

    private interface ISearch
    {
        /// <summary>Whether the visitor needs no more lines, so that reading the list can stop.</summary>
        bool IsDone { get; }

        /// <param name="address">The address, in hexadecimal digits.</param>
        /// <param name="kind">The kind of the symbol, as nm shows it: <c>T</c> or <c>t</c> for a function.</param>
        /// <param name="name">The name.</param>
        void Visit(ReadOnlySpan<byte> address, byte kind, ReadOnlySpan<byte> name);
    }

    private readonly struct AddressSearch(HashSet<string> wanted, Dictionary<string, string> ambiguous) : ISearch
    {
        private readonly ulong _lengths = LengthsOf(wanted);

        public Dictionary<string, ulong> Found { get; } = new(StringComparer.Ordinal);

        /// <summary>
        /// Always false: reading continues to the end, because a later line may have the same name and so make it ambiguous.
        /// </summary>
        public bool IsDone => false;

        public void Visit(ReadOnlySpan<byte> address, byte kind, ReadOnlySpan<byte> name)
        {
            if ((_lengths & Bit(name.Length)) == 0)
            {
                return;
            }

            var text = Encoding.UTF8.GetString(name);
            if (!wanted.Contains(text) || !Utf8Parser.TryParse(address, out ulong value, out _, 'x'))
            {
                return;
            }

            if (!Found.TryAdd(text, value) && Found[text] != value)
            {
                ambiguous[text] = $"The name is ambiguous: the kernel has it at 0x{Found[text]:x} and at 0x{value:x}.";
            }
        }
    }

    private struct NameSearch(byte[] wanted, bool onlyFunctions) : ISearch
    {
        public bool IsDone { get; private set; }

        public void Visit(ReadOnlySpan<byte> address, byte kind, ReadOnlySpan<byte> name) =>
            IsDone |= (!onlyFunctions || kind is (byte)'t' or (byte)'T' or (byte)'w' or (byte)'W') && name.SequenceEqual(wanted);
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
