using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using BpfGen.Btf;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Linking;
using BpfGen.Generator.Model;

namespace BpfGen.Fuzz;

/// <summary>
/// Resolves the CO-RE relocations of an object against the types of kernels. The first kernel has the types of the object itself, as the
/// bytes have them, so both sides are mutated. The second is the running kernel.
/// </summary>
internal static class CoreTargets
{
    private const string RunningKernel = "/sys/kernel/btf/vmlinux";

    private static readonly Lazy<KernelTypes?> Running = new(() =>
        File.Exists(RunningKernel) ? KernelOf(File.ReadAllBytes(RunningKernel)) : null);

    /// <summary>The first bytes of BTF: the magic number, and the version.</summary>
    private static ReadOnlySpan<byte> Start => [BtfHeader.Magic & 0xff, BtfHeader.Magic >> 8, BtfHeader.Version];

    /// <summary>
    /// An object with relocations of all kinds, which no mutation changes. The types of a mutated object serve as its kernel. It is always
    /// the same object, so that a saved input gives the same result when it runs alone.
    /// </summary>
    private static readonly Lazy<ObjectModel> Fixed = new(() =>
    {
        var bytes = FixedObject();
        return ObjectTargets.Link(bytes, ObjectTargets.ProblemsOf(bytes))
            ?? throw new InvalidDataException("The object with relocations of all kinds has errors.");
    });

    public static byte[] FixedObject()
    {
        using var stream = typeof(CoreTargets).Assembly.GetManifestResourceStream("core-kinds.o")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public static bool Resolve(byte[] bytes)
    {
        var problems = ObjectTargets.ProblemsOf(bytes);
        var model = ObjectTargets.Link(bytes, problems);
        var kernel = KernelOf(TypesIn(bytes).ToArray());
        var isResolved = Resolve(Fixed.Value, kernel);
        return isResolved | (model is { Types: not null } && (Resolve(model, kernel) | Resolve(model, Running.Value)));
    }

    /// <returns>Whether a relocation has a value in the kernel.</returns>
    private static bool Resolve(ObjectModel? model, KernelTypes? kernel)
    {
        if (model is null || kernel is null)
        {
            return false;
        }

        try
        {
            _ = KernelTypeChecks.Run(model, [kernel], CancellationToken.None).Count();
            return KernelValues.Of(model, [kernel], CancellationToken.None) is not null;
        }
        catch (LimitException)
        {
            // The relocations would cost more than the object's size allows.
            return false;
        }
    }

    private static KernelTypes KernelOf(byte[] bytes) =>
        new("6.1.0", new BtfTypeList(bytes, bytes.Length > 0 && bytes[0] == (BtfHeader.Magic & 0xff))) { IsEmbedded = true };

    /// <summary>Finds BTF by its magic number, because a mutated object may have no valid section headers.</summary>
    public static ReadOnlySpan<byte> TypesIn(ReadOnlySpan<byte> bytes)
    {
        var place = bytes.IndexOf(Start);
        return place < 0 ? [] : bytes[place..];
    }
}
