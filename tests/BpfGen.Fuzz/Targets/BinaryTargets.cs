extern alias runtime;

using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using BpfGen.Runtime.Tests.Support;
using runtime::BpfGen.Symbols;

namespace BpfGen.Fuzz;

/// <summary>Reads executables and libraries: the symbols, and the USDT probes.</summary>
internal static class BinaryTargets
{
    private const uint FullSymbolTable = 2;
    private const int LargestSeed = 300_000;

    private static readonly (string Provider, string Name)[] Probes =
    [
        ("bpfgen", "work"), ("bpfgen", "pair"), ("bpfgen", "symbols"), ("bpfgen", "vector"), ("rtld", "map_start"), ("rtld", "setjmp"),
    ];

    /// <summary>A library with a table of dynamic symbols, the same with a full table, and small binaries of the machine.</summary>
    public static IEnumerable<byte[]> Binaries() =>
        BinariesWithProbes().Append(WithFullTable(ProbedLibrary.Bytes())).Concat(Files([Environment.ProcessPath!]));

    /// <summary>A library with USDT probes, and the dynamic loader, which has probes, too.</summary>
    public static IEnumerable<byte[]> BinariesWithProbes() =>
        Files(["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"]).Prepend(ProbedLibrary.Bytes());

    public static bool ReadSymbols(byte[] bytes)
    {
        var path = InputFile.Write(bytes);
        try
        {
            var symbols = FileSymbols.Read(FoundBinary.Own(path), UserBinary.MostBytes);
            for (var offset = 0ul; offset < 1 << 16; offset += 97)
            {
                _ = symbols.Find(offset);
            }

            using var binary = UserBinary.Open(path, "fuzz");
            return BinarySymbols.Of(binary).Sum(table => table.Functions("").Count()) > 0;
        }
        catch (runtime::BpfGen.BpfException)
        {
            // The file is not valid.
            return false;
        }
    }

    /// <summary>Reads the USDT notes of a binary, and their arguments.</summary>
    public static bool ReadUsdt(byte[] bytes)
    {
        try
        {
            using var binary = UserBinary.Open(InputFile.Write(bytes), "fuzz");
            _ = UsdtProbe.Nearest(binary, "provider", "probe");
            var count = 0;
            foreach (var probe in Probes.SelectMany(probe => UsdtProbe.Find(binary, probe.Provider, probe.Name)).Take(100))
            {
                count++;
                _ = TextTargets.ReadArguments(probe.Arguments, new UsdtPlace(binary, probe.Address));
            }

            return count > 0;
        }
        catch (runtime::BpfGen.BpfException)
        {
            // The file is not valid.
            return false;
        }
    }

    private static IEnumerable<byte[]> Files(IEnumerable<string> paths) =>
        paths.Where(path => new FileInfo(path) is { Exists: true, Length: < LargestSeed }).Select(File.ReadAllBytes);

    /// <summary>Makes the first section, the table of dynamic symbols, a full symbol table.</summary>
    private static byte[] WithFullTable(byte[] library)
    {
        const int offsetOfSections = 40, sectionSize = 64, type = 4;
        var sections = BinaryPrimitives.ReadInt64LittleEndian(library.AsSpan(offsetOfSections));
        BinaryPrimitives.WriteUInt32LittleEndian(library.AsSpan((int)sections + sectionSize + type), FullSymbolTable);
        return library;
    }
}
