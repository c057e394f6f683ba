using System;
using System.Collections.Generic;
using System.IO;
using BpfGen.CoreRelocations;
using BpfGen.Wire;

namespace BpfGen.Loading;

/// <summary>
/// Applies CO-RE relocations to the programs of one object, for kernels that cannot do so. Searches the kernel's types once for all
/// programs of the object.
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
        ReadOnlySpan<byte> types,
        ProgramDefinition definition,
        string objectName,
        List<IDisposable> held)
    {
        try
        {
            Apply(program, _resolver ??= btf.OpenResolver(types.ToArray(), RootsOf(code), held), types, definition, objectName);
        }
        catch (InvalidDataException exception)
        {
            throw CoreFailures.OfTypes(exception.Message, definition, objectName);
        }
    }

    private static void Apply(
        ProgramCode program, ICoreResolver resolver, ReadOnlySpan<byte> types, ProgramDefinition definition, string objectName)
    {
        var relocations = program.Information.CoreRelocations;
        for (var i = 0; i < relocations.Length; i += Packing.NumbersPerRecord)
        {
            var instruction = CoreRelocation.InstructionOf(relocations[i..]);
            var relocation = CoreRelocation.Of(relocations[i..]);
            var result = resolver.Resolve(relocation);
            if ((result.Failure ?? CorePatcher.Apply(program.Instructions, instruction, result)) is { } failure)
            {
                throw CoreFailures.Of(failure, instruction, relocation, types, definition, objectName);
            }
        }

        program.IsCoreResolved = true;
    }

    /// <summary>The ids of the types in the object's BTF that its CO-RE relocations refer to.</summary>
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
