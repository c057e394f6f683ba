using System;
using System.Collections.Generic;

namespace BpfGen.Loading;

/// <summary>Finds targets by their types.</summary>
internal sealed class KernelTargetFinder : TargetFinder
{
    public override KernelReference Find(in ProgramDefinition definition, string objectName, List<IDisposable> held)
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

        var resolver = new KernelResolver(objectName);
        held.Add(resolver);
        return resolver.Resolve([KernelSymbol.OfTarget(definition.ExpectedAttachType, target)])[0];
    }
}
