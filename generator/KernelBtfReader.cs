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
    public static KernelBtfResult Read(string path, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var problems = new ProblemList();
        if (ObjectFile.Read(path, Rules.BadKernelBtf, "cannot be read: ", problems) is not { } bytes)
        {
            return Failed();
        }

        var isLittleEndian = bytes.Length < 2 || bytes[0] == 0x9f;
        if (BtfHeader.TryRead(bytes, isLittleEndian, out _) is { } reason)
        {
            problems.Add(Rules.BadKernelBtf, $"is not BTF: {reason}");
            return Failed();
        }

        var name = Path.GetFileName(path);
        name = name.EndsWith(".btf", System.StringComparison.OrdinalIgnoreCase) ? name.Substring(0, name.Length - ".btf".Length) : name;
        return new KernelBtfResult(new KernelTypes(name, new BtfTypeList(bytes, isLittleEndian)), []);

        KernelBtfResult Failed() =>
            new(null, problems.ToArray().Select(problem => new Finding(problem, SourcePlace.OfFile(path))).ToEquatableArray());
    }
}

/// <summary>The BTF of a kernel, or the reason why it cannot be read. Results are equal only if they are the same instance.</summary>
/// <param name="types">The types; null if the file cannot be read.</param>
/// <param name="findings">The reason.</param>
internal sealed class KernelBtfResult(KernelTypes? types, EquatableArray<Finding> findings)
{
    public KernelTypes? Types => types;

    public EquatableArray<Finding> Findings => findings;
}
