using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>
/// A shared library that only this test process loads. Its ELF file is written byte by byte, so that no compiler is needed. Three functions
/// add 1, 2 and 3 to their argument. A fourth function adds 4 and contains the USDT probe <c>bpfgen:work</c>, which has a semaphore. Two
/// more functions add 5 and 6 and contain the USDT probe <c>bpfgen:pair</c>. On x86-64, the fourth function also contains two other probes:
/// <c>bpfgen:symbols</c>, whose arguments are variables of the library, and <c>bpfgen:vector</c>, whose argument is in a register that eBPF
/// programs cannot read.
/// </summary>
internal sealed unsafe class ProbedLibrary : IDisposable
{
    public const string Name = "libbpfgen-probed.so";
    public const ulong TextOffset = 0x300;
    private const int FirstProbe = 3;
    private const int Data = 0x10000;

    /// <summary>The address of the semaphore, which is also its offset in the file.</summary>
    public const int SemaphoreAddress = Data + 0x100;

    private static readonly string[] Functions = ["probed_one", "probed_two", "probed_three", "probed_work", "paired_one", "paired_two"];
    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    private readonly DirectoryInfo? _folder;
    private readonly nint _library;

    public ProbedLibrary()
    {
        _folder = Directory.CreateTempSubdirectory("bpfgen-");
        Path = System.IO.Path.Combine(_folder.FullName, Name);
        File.WriteAllBytes(Path, Bytes());
        _library = NativeLibrary.Load(Path);
    }

    /// <summary>Loads the library of another process.</summary>
    /// <param name="path">The file.</param>
    public ProbedLibrary(string path) => (Path, _library) = (path, NativeLibrary.Load(path));

    public string Path { get; }

    /// <summary>The semaphore of <c>bpfgen:work</c>: the number of tracers attached to the probe.</summary>
    public ushort Semaphore => *(ushort*)NativeLibrary.GetExport(_library, "probed_semaphore");

    public nint AddressOf(int function) => NativeLibrary.GetExport(_library, Functions[function]);

    public int Call(int function, int argument) =>
        ((delegate* unmanaged<int, int>)NativeLibrary.GetExport(_library, Functions[function]))(argument);

    public int Work(int argument, ulong value) => Work("probed_work", argument, value);

    public int Pair(int which, int argument, ulong value) => Work(Functions[FirstProbe + 1 + which], argument, value);

    private int Work(string function, int argument, ulong value) =>
        ((delegate* unmanaged<int, ulong*, int>)NativeLibrary.GetExport(_library, function))(argument, &value);

    public void Dispose()
    {
        NativeLibrary.Free(_library);
        _folder?.Delete(recursive: true);
    }

    public static byte[] Bytes()
    {
        var file = new byte[Data + 0x800];
        string[] symbols = [.. Functions, "probed_semaphore"];
        var names = Table(symbols);
        string[] sections = [".dynsym", ".dynstr", ".stapsdt.base", ".note.stapsdt", ".shstrtab"];
        var sectionNames = Table(sections);
        const int SymbolsAt = 0x140, NamesAt =
            0x200, HashAt = 0x280, BaseAt = 0x380, NoteAt = Data + 0x200, SectionNamesAt = Data + 0x400, SectionsAt = Data + 0x500;

        // The ELF header and four program headers: code, data, the dynamic section, and a stack that is not executable.
        Put(file, 0, [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]);
        Put16(file, 16, 3, IsArm ? 183 : 62);
        Put32(file, 20, 1);
        Put64(file, 24, 0, 64, SectionsAt);
        Put16(file, 52, 64, 56, 4, 64, sections.Length + 1, sections.Length);
        Segment(file, 0, type: 1, flags: 5, at: 0, size: 0x400);
        Segment(file, 1, type: 1, flags: 6, at: Data, size: 0x200);
        Segment(file, 2, type: 2, flags: 6, at: Data, size: 6 * 16);
        Segment(file, 3, type: 0x6474e551, flags: 6, at: 0, size: 0);

        for (var i = 0; i < symbols.Length; i++)
        {
            var isFunction = i < Functions.Length;
            var at = SymbolsAt + (24 * (i + 1));
            Put32(file, at, names.Offsets[i]);
            Put(file, at + 4, [isFunction ? (byte)0x12 : (byte)0x11, 0, 1, 0]);
            Put64(file, at + 8, isFunction ? (long)TextOffset + (16 * i) : SemaphoreAddress, 16);
            Put(file, (int)TextOffset + (16 * i), isFunction ? Code(i + 1, hasProbe: i >= FirstProbe) : []);
        }

        // The hash table has one bucket, whose chain contains every symbol.
        Put(file, NamesAt, names.Text);
        Put32(file, HashAt, [1, symbols.Length + 1, 1, 0, .. Enumerable.Range(2, symbols.Length - 1), 0]);
        Put64(file, Data, 4, HashAt, 5, NamesAt, 6, SymbolsAt, 10, names.Text.Length, 11, 24, 0, 0);

        var noteEnd = NoteAt;
        for (var i = FirstProbe; i < Functions.Length; i++)
        {
            var (name, semaphore) = i == FirstProbe ? ("work", SemaphoreAddress) : ("pair", 0);
            noteEnd = Note(
                file,
                noteEnd,
                [(long)TextOffset + (16 * i), BaseAt, semaphore],
                name,
                IsArm ? $"-4@x0 8@[x1] 2@{i + 4}" : $"-4@%edi 8@(%rsi) 2@${i + 4}");
        }

        if (!IsArm)
        {
            noteEnd = Note(
                file,
                noteEnd,
                [(long)TextOffset + (16 * FirstProbe), BaseAt, SemaphoreAddress],
                "symbols",
                "-4@%edi 2@probed_semaphore(%rip) 8@probed_semaphore-6(%rip)");
            noteEnd = Note(
                file, noteEnd, [(long)TextOffset + (16 * FirstProbe), BaseAt, 0], "vector", "4@%xmm0");
        }

        Put(file, SectionNamesAt, sectionNames.Text);
        Section(file, SectionsAt, 1, sectionNames.Offsets[0], type: 11, SymbolsAt, 24 * (symbols.Length + 1), link: 2);
        Section(file, SectionsAt, 2, sectionNames.Offsets[1], type: 3, NamesAt, names.Text.Length);
        Section(file, SectionsAt, 3, sectionNames.Offsets[2], type: 1, BaseAt, 1);
        Section(file, SectionsAt, 4, sectionNames.Offsets[3], type: 7, NoteAt, noteEnd - NoteAt);
        Section(file, SectionsAt, 5, sectionNames.Offsets[4], type: 3, SectionNamesAt, sectionNames.Text.Length);
        return file;
    }

    /// <returns>The offset of the next note.</returns>
    private static int Note(byte[] file, int at, long[] addresses, string name, string arguments)
    {
        var texts = Encoding.UTF8.GetBytes($"bpfgen\0{name}\0{arguments}\0");
        Put32(file, at, 8, 24 + texts.Length, 3);
        Put(file, at + 12, "stapsdt\0"u8);
        Put64(file, at + 20, addresses);
        Put(file, at + 44, texts);
        return at + 44 + ((texts.Length + 3) & ~3);
    }

    /// <summary>
    /// Encodes a function that adds <paramref name="sum"/> to its argument. For a USDT probe, the function begins with a nop instruction.
    /// </summary>
    private static byte[] Code(int sum, bool hasProbe)
    {
        if (IsArm)
        {
            uint[] words = [.. hasProbe ? [0xd503201fu] : Array.Empty<uint>(), 0x11000000u | ((uint)sum << 10), 0xd65f03c0u];
            return MemoryMarshal.AsBytes<uint>(words).ToArray();
        }

        return [.. hasProbe ? [0x90] : Array.Empty<byte>(), 0x8d, 0x47, (byte)sum, 0xc3];
    }

    private static (byte[] Text, int[] Offsets) Table(string[] names)
    {
        var text = "\0" + string.Concat(names.Select(name => name + "\0"));
        return (Encoding.UTF8.GetBytes(text), [.. names.Select(name => text.IndexOf("\0" + name + "\0", StringComparison.Ordinal) + 1)]);
    }

    private static void Segment(byte[] file, int index, int type, int flags, long at, long size)
    {
        Put32(file, 64 + (56 * index), type, flags);
        Put64(file, 64 + (56 * index) + 8, at, at, at, size, size, 0x10000);
    }

    private static void Section(byte[] file, int table, int index, int name, int type, long at, long size, int link = 0)
    {
        var place = table + (64 * index);
        Put32(file, place, name, type);
        Put64(file, place + 16, at, at, size);
        Put32(file, place + 40, link);
    }

    private static void Put(byte[] file, int at, ReadOnlySpan<byte> bytes) => bytes.CopyTo(file.AsSpan(at));

    private static void Put16(byte[] file, int at, params ReadOnlySpan<int> numbers)
    {
        foreach (var number in numbers)
        {
            MemoryMarshal.Write(file.AsSpan(at), (ushort)number);
            at += sizeof(ushort);
        }
    }

    private static void Put32(byte[] file, int at, params ReadOnlySpan<int> numbers) => Put(file, at, MemoryMarshal.AsBytes(numbers));

    private static void Put64(byte[] file, int at, params ReadOnlySpan<long> numbers) => Put(file, at, MemoryMarshal.AsBytes(numbers));
}
