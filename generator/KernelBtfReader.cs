using System;
using System.IO;
using System.Linq;
using System.Threading;
using BpfGen.Btf;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Input;
using BpfGen.Generator.Linking;

namespace BpfGen.Generator;

/// <summary>Reads the BTF of the kernels that a project supports.</summary>
internal static class KernelBtfReader
{
    /// <summary>The first bytes of an xz file, in which BTFHub packs its files.</summary>
    private static ReadOnlySpan<byte> Xz => [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0];

    public static KernelBtfResult Read(KernelBtfItem item, CancellationToken cancel)
    {
        var path = item.Path;
        cancel.ThrowIfCancellationRequested();
        var problems = new ProblemList();
        if (ObjectFile.Read(path, Rules.BadKernelBtf, "cannot be read: ", problems) is not { } bytes)
        {
            return Failed();
        }

        if (item.IsEmbedded is not { } isEmbedded)
        {
            problems.Add(Rules.CannotEmbed, $"Embed is {Printable.Name(item.Embed)}. Set it to true or false");
            return Failed();
        }

        if (bytes.AsSpan().StartsWith(Xz))
        {
            problems.Add(Rules.BadKernelBtf, "is compressed: unpack it first (tar -xJf)");
            return Failed();
        }

        var isLittleEndian = BtfHeader.IsLittleEndian(bytes);
        if (BtfHeader.TryRead(bytes, isLittleEndian, out _) is { } reason)
        {
            problems.Add(Rules.BadKernelBtf, $"is not BTF: {reason}");
            return Failed();
        }

        var types = new BtfTypeList(bytes, isLittleEndian);
        if (!types.IsComplete)
        {
            problems.Add(
                Rules.BadKernelBtf, $"is damaged, or newer than this version of BpfGen: its type {types.Count + 1} cannot be read");
            return Failed();
        }

        var name = Path.GetFileName(path);
        name = name.EndsWith(".btf", StringComparison.OrdinalIgnoreCase) ? name.Substring(0, name.Length - ".btf".Length) : name;
        return new KernelBtfResult(
            new KernelTypes(name, types)
            {
                Path = path,
                IsEmbedded = isEmbedded,
                Release = item.Release.Length > 0 ? item.Release : name,
            },
            []);

        KernelBtfResult Failed() =>
            new(null, problems.ToArray().Select(problem => new Finding(problem, SourcePlace.OfFile(path))).ToEquatableArray());
    }
}

/// <summary>The BTF of a kernel, or the reason why it cannot be read. Two results are equal only if they are the same instance.</summary>
/// <param name="types">The types; null if the file cannot be read.</param>
/// <param name="findings">The reason why the file cannot be read; otherwise empty.</param>
internal sealed class KernelBtfResult(KernelTypes? types, EquatableArray<Finding> findings)
{
    public KernelTypes? Types => types;

    public EquatableArray<Finding> Findings => findings;
}
