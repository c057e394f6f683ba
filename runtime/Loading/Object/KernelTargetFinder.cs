using System;
using System.Collections.Generic;
using BpfGen.Programs;

namespace BpfGen.Loading;

/// <summary>Finds attach targets by BTF: in the kernel, in its modules, or in the program that the load options name.</summary>
internal sealed class KernelTargetFinder : TargetFinder
{
    /// <summary>The only instance. It has no state.</summary>
    public static KernelTargetFinder Instance { get; } = new();

    public override KernelReference Find(ProgramDefinition definition, string objectName, KernelBtf? btf, List<IDisposable> held)
    {
        if (definition.Target is not { } target || !AttachTarget.IsBound(definition))
        {
            return default;
        }

        if (definition.TargetProgram is { } program)
        {
            return ProgramFunctions.Find(program, target);
        }

        if (definition.Type == ProgramType.Extension)
        {
            return default;
        }

        var resolver = new KernelResolver(objectName, btf);
        held.Add(resolver);
        return resolver.Resolve([KernelSymbol.OfTarget(definition.ExpectedAttachType, target)])[0];
    }
}
