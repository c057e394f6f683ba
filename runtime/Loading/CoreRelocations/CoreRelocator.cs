using System;
using System.Collections.Generic;
using System.IO;
using BpfGen.Btf;
using BpfGen.CoreRelocations;
using BpfGen.Wire;

namespace BpfGen.Loading;

/// <summary>
/// Applies CO-RE relocations to the programs of an object, for kernels that cannot do so. One relocator serves one load: it searches the
/// kernel's types once for all programs.
/// </summary>
/// <remarks>
/// The class is abstract, and only its derived classes refer to <see cref="CoreResolver"/>, so that the resolver is not part of programs
/// that never need it.
/// </remarks>
internal abstract class CoreRelocator : IDisposable
{
    /// <summary>Applies the relocations of a program.</summary>
    /// <param name="program">The assembled program.</param>
    /// <param name="code">The code of the whole object.</param>
    /// <param name="types">The object's BTF.</param>
    /// <param name="definition">The program, for messages.</param>
    /// <param name="objectName">The object's name, for messages.</param>
    /// <exception cref="BpfException">A relocation is damaged or ambiguous, or the kernel's types cannot be read.</exception>
    public abstract void Apply(
        ProgramCode program, in ObjectCode code, byte[] types, in ProgramDefinition definition, string objectName);

    public abstract void Dispose();
}

/// <summary>Applies CO-RE relocations by the types of one kernel.</summary>
internal abstract class ResolvingRelocator : CoreRelocator
{
    private CoreResolver? _resolver;
    private KernelCandidates? _candidates;

    public override void Apply(
        ProgramCode program, in ObjectCode code, byte[] types, in ProgramDefinition definition, string objectName)
    {
        try
        {
            Apply(program, _resolver ??= Open(code, types), types, definition, objectName);
        }
        catch (InvalidDataException exception)
        {
            throw CoreFailures.OfTypes(exception.Message, definition, objectName);
        }
    }

    public override void Dispose() => _candidates?.Dispose();

    /// <summary>Opens the kernel's types; null if there are none.</summary>
    protected abstract KernelBtfIndex? OpenTypes();

    private static void Apply(
        ProgramCode program, CoreResolver resolver, byte[] types, in ProgramDefinition definition, string objectName)
    {
        var relocations = program.Information.CoreRelocations;
        for (var i = 0; i < relocations.Length; i += Packing.NumbersPerRecord)
        {
            var instruction = (int)(relocations[i] / sizeof(ulong));
            var relocation = new CoreRelocation(relocations[i + 1], relocations[i + 2], (CoreRelocationKind)relocations[i + 3]);
            var result = resolver.Resolve(relocation);
            if ((result.Failure ?? CorePatcher.Apply(program.Instructions, instruction, result)) is { } failure)
            {
                throw CoreFailures.Of(failure, instruction, relocation, types, definition, objectName);
            }
        }

        program.IsCoreResolved = true;
    }

    private CoreResolver Open(in ObjectCode code, byte[] types)
    {
        var local = new BtfTypeList(types, BitConverter.IsLittleEndian);
        var relocations = code.CoreRelocations;
        var roots = new HashSet<uint>();
        for (var i = 0; i < relocations.Length; i += Packing.NumbersPerRecord)
        {
            roots.Add(relocations[i + 1]);
        }

        _candidates = new KernelCandidates(OpenTypes());
        _candidates.Search(local, roots);
        return new CoreResolver(local, _candidates, BitConverter.IsLittleEndian);
    }
}

/// <summary>Applies CO-RE relocations by the types of the running kernel and its modules.</summary>
internal sealed class KernelCoreRelocator : ResolvingRelocator
{
    protected override KernelBtfIndex? OpenTypes() => KernelBtfIndex.TryOpen();
}

/// <summary>Applies CO-RE relocations by the types in a file.</summary>
internal sealed class FileCoreRelocator(BtfImage image) : ResolvingRelocator
{
    protected override KernelBtfIndex? OpenTypes() => KernelBtfIndex.Of(image);
}
