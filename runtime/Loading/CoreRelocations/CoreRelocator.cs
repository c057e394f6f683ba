using System;
using System.Collections.Generic;
using System.IO;
using BpfGen.CoreRelocations;
using BpfGen.Wire;

namespace BpfGen.Loading;

/// <summary>
/// Applies CO-RE relocations to the programs of one object, for kernels that cannot do so. Searches the kernel's types once for all
/// programs.
/// </summary>
/// <param name="btf">The kernel's types.</param>
internal sealed class CoreRelocator(KernelBtf btf) : ProgramRelocator
{
    private ICoreResolver? _resolver;

    /// <inheritdoc/>
    public override ProgramRelocator ForNewLoad() => new CoreRelocator(btf);

    /// <inheritdoc/>
    public override void Apply(
        ProgramCode program,
        in ObjectCode code,
        byte[] types,
        in ProgramDefinition definition,
        string objectName,
        List<IDisposable> held)
    {
        try
        {
            Apply(program, _resolver ??= btf.OpenResolver(types, RootsOf(code), held), types, definition, objectName);
        }
        catch (InvalidDataException exception)
        {
            throw CoreFailures.OfTypes(exception.Message, definition, objectName);
        }
    }

    private static void Apply(
        ProgramCode program, ICoreResolver resolver, byte[] types, in ProgramDefinition definition, string objectName)
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

    /// <summary>The ids of the types at which the relocations of an object begin.</summary>
    private static HashSet<uint> RootsOf(in ObjectCode code)
    {
        var relocations = code.CoreRelocations;
        var roots = new HashSet<uint>();
        for (var i = 0; i < relocations.Length; i += Packing.NumbersPerRecord)
        {
            roots.Add(relocations[i + 1]);
        }

        return roots;
    }
}
