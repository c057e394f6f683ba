using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Tasks;
using BpfGen.Runtime.Tests.Support;
using BpfGen.Symbols;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Reading symbols and USDT probes of binaries, which may be damaged or malicious.</summary>
public sealed class SymbolTests
{
    [Theory]
    [InlineData("tcp_*", "tcp_sendmsg", true)]
    [InlineData("tcp_*", "udp_sendmsg", false)]
    [InlineData("*", "", true)]
    [InlineData("*_*_*", "a_b_c", true)]
    [InlineData("*ab*ac", "abacabac", true)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("abc", "abc", true)]
    [InlineData("abc", "abcd", false)]
    [InlineData("a*b", "a", false)]
    [InlineData("", "", true)]
    public void In_a_name_pattern_a_star_matches_any_characters_and_a_question_mark_one_character(string pattern, string name, bool fits) =>
        Assert.Equal(fits, new NamePattern(pattern).Fits(name));

    [Theory]
    [InlineData("-4@%edi 8@-16(%rbp) 2@$-7", "Register -4 0 112; Memory 8 -16 32; Constant 2 -7 0")]
    [InlineData(
        "1@%al 1@%sil 4@%r10d 8@%r15 2@%bx 8@%rsp",
        "Register 1 0 80; Register 1 0 104; Register 4 0 56; Register 8 0 0; Register 2 0 40; Register 8 0 152")]
    [InlineData("8@(%rax) 8@0x10(%rip)", "Memory 8 0 80; Memory 8 16 128")]
    [InlineData("4@8(%rdi,%rcx,4) 4@(%rax,%rbx)", "Indexed 4 8 112 88 2; Indexed 4 0 80 40 0")]
    [InlineData("", "")]
    [InlineData("3@%eax", null)]
    [InlineData("4@%xmm0", null)]
    [InlineData("8f@%eax", null)]
    [InlineData("4@8(%rdi,%rcx,3)", null)]
    [InlineData("4@8(%rdi", null)]
    [InlineData("4@", null)]
    [InlineData("nonsense", null)]
    public void USDT_arguments_are_parsed_in_x64_assembler_syntax(string text, string? expected) =>
        Assert.Equal(expected, Describe(text, new UsdtRegistersOfX64()));

    [Theory]
    [InlineData("-4@x0 8@[sp] 8@[x29, -16] 2@7 4@-1", "Register -4 0 0; Memory 8 0 248; Memory 8 -16 232; Constant 2 7 0; Constant 4 -1 0")]
    [InlineData("8@x31", null)]
    [InlineData("8@[x0", null)]
    [InlineData("8@[x0, x1]", null)]
    public void USDT_arguments_are_parsed_in_arm64_assembler_syntax(string text, string? expected) =>
        Assert.Equal(expected, Describe(text, new UsdtRegistersOfArm64()));

    [Theory]
    [InlineData("4@%xmm0", "'%xmm0' is a floating-point or vector register")]
    [InlineData("8@%rax 8f@%st(1)", "'%st(1)' is a floating-point or vector register")]
    [InlineData("8@d3", "'d3' is a floating-point or vector register")]
    [InlineData("8@%fs:16", "'%fs:16' is memory of the thread")]
    [InlineData("8@%gs:counter@tpoff", "is memory of the thread")]
    [InlineData("8@counter@GOTPCREL(%rip)", "is in the global offset table")]
    [InlineData("3@%eax", "Arguments can be constants")]
    public void The_error_for_a_USDT_argument_that_no_program_can_read_explains_the_reason(string text, string expected)
    {
        Assert.Null(UsdtArgument.ParseAll(text, new UsdtRegistersOfX64()));
        Assert.Contains(expected, UsdtArgument.Explain(text));
    }

    [Theory]
    [InlineData("8@probed_semaphore(%rip)", "Memory 8 64768 128")]
    [InlineData("4@probed_semaphore+4(%rip) 4@probed_semaphore-8(%rip)", "Memory 4 64772 128; Memory 4 64760 128")]
    [InlineData("8@probed_one(%rip)", "Memory 8 -256 128")]
    [InlineData("8@%cs 8@%ss", "Register 8 0 136; Register 8 0 160")]
    [InlineData("8@nowhere(%rip)", null)]
    [InlineData("8@$probed_semaphore", null)]
    [InlineData("8@probed_semaphore", null)]
    [InlineData("8@probed_semaphore(,%rax,8)", null)]
    public void In_a_library_USDT_arguments_at_symbols_are_resolved_relative_to_the_probe(string text, string? expected) =>
        Assert.Equal(expected, DescribeAt(text, isFixed: false));

    [Theory]
    [InlineData("8@$probed_semaphore 8@$probed_semaphore+8", "Constant 8 65792 0; Constant 8 65800 0")]
    [InlineData("8@probed_semaphore 8@65800", "Memory 8 64768 128; Memory 8 64776 128")]
    [InlineData("8@probed_semaphore(,%rax,8) 8@probed_semaphore(%rax)", "Indexed 8 64768 128 80 3; Memory 8 65792 80")]
    public void USDT_arguments_at_symbols_are_resolved_in_an_executable_with_a_fixed_address(string text, string? expected) =>
        Assert.Equal(expected, DescribeAt(text, isFixed: true));

    [Fact]
    public void FunctionFinder_finds_a_function_by_its_symbol_version()
    {
        using var found = BinaryFinder.Find("libc.so.6", pid: null, "a test");
        using var libc = UserBinary.Open(found, "a test");
        var versions = BinarySymbols.Of(libc).First().Functions("realpath").Where(symbol => symbol.Name == "realpath").ToList();
        Assert.SkipUnless(versions.Count > 1, "needs a C library with two versions of realpath");

        var today = versions.Single(symbol => symbol.IsDefault);
        var before = versions.First(symbol => !symbol.IsDefault);

        Assert.Equal(libc.Locate(today.Address)!.Value.Offset, FunctionFinder.Find(libc, "realpath", pid: null, "a test"));
        Assert.Equal(
            libc.Locate(today.Address)!.Value.Offset, FunctionFinder.Find(libc, $"realpath@@{today.Version}", pid: null, "a test"));
        Assert.Equal(
            libc.Locate(before.Address)!.Value.Offset, FunctionFinder.Find(libc, $"realpath@{before.Version}", pid: null, "a test"));
        Assert.Throws<BpfException>(() => FunctionFinder.Find(libc, "realpath@NOBODY_1.0", pid: null, "a test"));
    }

    [Fact]
    public void BinaryFinder_finds_an_executable_in_the_folders_of_PATH() =>
        Assert.EndsWith("/sh", BinaryFinder.Find("sh", pid: null, "a test").Path);

    [Fact]
    public void A_pattern_skips_indirect_functions()
    {
        using var found = BinaryFinder.Find("libc.so.6", pid: null, "a test");
        using var libc = UserBinary.Open(found, "a test");
        var functions = BinarySymbols.Of(libc).First().Functions("mem").ToList();
        var resolvers = functions.Where(symbol => symbol.IsIndirect).Select(symbol => libc.Locate(symbol.Address)!.Value.Offset).ToList();
        Assert.SkipUnless(resolvers.Count > 0, "needs a C library with indirect functions");

        var offsets = FunctionFinder.FindAll(libc, new NamePattern("mem*"), "a test");

        Assert.NotEmpty(offsets);
        Assert.Empty(offsets.Intersect(resolvers));
    }

    [Fact]
    public void MappedAddress_finds_a_library_that_was_opened_through_a_symbolic_link()
    {
        using var library = new ProbedLibrary();
        var folder = Directory.CreateTempSubdirectory("bpfgen-");
        var link = Path.Combine(folder.FullName, "alias.so");
        File.CreateSymbolicLink(link, library.Path);
        using var binary = UserBinary.Open(link, "a test");

        var address = MappedAddress.Of(binary, ProbedLibrary.TextOffset + 16, Environment.ProcessId, "a test");

        Assert.Equal((ulong)library.AddressOf(1), address);
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LoaderCache_reads_ld_so_cache_with_and_without_a_table_in_the_old_format(bool hasOldTable)
    {
        var cache = Cache("libx.so.1", "/opt/libx.so.1", hasOldTable);

        Assert.Equal(["/opt/libx.so.1"], LoaderCache.Find("libx.so.1", cache));
        Assert.Empty(LoaderCache.Find("liby.so.1", cache));
        for (var length = 0; length < cache.Length; length++)
        {
            _ = LoaderCache.Find("libx.so.1", cache[..length]).ToList();
        }
    }

    [Fact]
    public void A_truncated_or_damaged_binary_is_read_or_throws_BpfException()
    {
        var folder = Directory.CreateTempSubdirectory("bpfgen-");
        var path = Path.Combine(folder.FullName, "broken.so");
        var whole = ProbedLibrary.Bytes();
        var random = new Random(4711);
        for (var i = 0; i < 3000; i++)
        {
            var bytes = i < 300 ? whole[..(i * whole.Length / 300)] : (byte[])whole.Clone();
            for (var k = 0; k < 4 && bytes.Length == whole.Length; k++)
            {
                // Damage only the headers and tables, because they contain the offsets of all other parts.
                int[] places = [random.Next(0x400), 0x10000 + random.Next(0x700)];
                bytes[places[k % 2]] = (byte)random.Next(256);
            }

            File.WriteAllBytes(path, bytes);
            TryRead(path);
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_named_pipe_in_place_of_a_binary_is_rejected_and_does_not_block()
    {
        var folder = Directory.CreateTempSubdirectory("bpfgen-");
        var path = Path.Combine(folder.FullName, "pipe.so");
        await Command.Run("mkfifo", path);

        var open = Task.Run(() => UserBinary.Open(path, "a test"), TestContext.Current.CancellationToken);

        var exception =
            await Assert.ThrowsAsync<BpfException>(() => open.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        Assert.StartsWith("Attach failed for a test.", exception.Message);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void The_error_names_a_missing_binary() =>
        Assert.Equal(
            "open failed with ENOENT for a test. /nowhere/lib.so cannot be opened.",
            Assert.Throws<BpfException>(() => UserBinary.Open("/nowhere/lib.so", "a test")).Message);

    private static void TryRead(string path)
    {
        try
        {
            using var binary = UserBinary.Open(path, "a test");
            _ = FunctionFinder.FindAll(binary, new NamePattern("probed_*"), "a test");
            _ = UsdtProbe.Find(binary, "bpfgen", "work");
        }
        catch (BpfException)
        {
            // Reading a damaged binary may throw this exception, but no other.
        }
    }

    /// <summary>Parses the arguments of a USDT probe whose location is 0x400 bytes after the start of the library.</summary>
    private static string? DescribeAt(string text, bool isFixed)
    {
        const int typeAt = 16;
        var bytes = ProbedLibrary.Bytes();
        bytes[typeAt] = isFixed ? (byte)2 : (byte)3;
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, bytes);
            using var binary = UserBinary.Open(path, "a test");
            return Describe(text, new UsdtRegistersOfX64(), new UsdtPlace(binary, 0x400));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string? Describe(string text, UsdtRegisters registers, UsdtPlace? place = null) =>
        UsdtArgument.ParseAll(text, registers, place) is { } arguments
            ? string.Join("; ", arguments.Select(argument =>
                $"{argument.Kind} {argument.Size} {argument.Value} {argument.Register}" + (argument.Kind == UsdtArgumentKind.Indexed
                    ? $" {argument.Index} {argument.Scale}"
                    : "")))
            : null;

    private static byte[] Cache(string name, string path, bool hasOldTable)
    {
        var flags = 3 | (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x0a00 : 0x0300);
        var old = hasOldTable ? (byte[])[.. "ld.so-1.7.0\0"u8, 0, 0, 0, 0] : [];
        var header = new byte[48 + 24];
        "glibc-ld.so.cache1.1"u8.CopyTo(header);
        MemoryMarshal.Write(header.AsSpan(20), 1);
        MemoryMarshal.AsBytes<int>([flags, header.Length, header.Length + name.Length + 1]).CopyTo(header.AsSpan(48));
        return [.. old, .. header, .. Encoding.UTF8.GetBytes($"{name}\0{path}\0")];
    }
}
