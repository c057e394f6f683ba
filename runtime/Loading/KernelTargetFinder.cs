using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using BpfGen.Interop;
using BpfGen.KernelBtf;

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
            return FindIn(program, target);
        }

        if (definition.Type == ProgramType.Extension)
        {
            return default;
        }

        var resolver = new KernelResolver(objectName);
        held.Add(resolver);
        return resolver.Resolve([KernelSymbol.OfTarget(definition.ExpectedAttachType, target)])[0];
    }

    /// <summary>A function of another program is found in the types of that program's object.</summary>
    private static KernelReference FindIn(BpfProgram program, string function)
    {
        var subject = $"program '{program.Name}', whose function '{function}' is a target";
        var errno = Bpf.Info(program.Descriptor, out ProgramInfo info);
        if (errno == 0 && info.BtfId == 0)
        {
            return new KernelReference { Absence = $"The program '{program.Name}' has no types, by which its functions would be found." };
        }

        if (errno != 0 || LoadedTypes.Read(info.BtfId) is not { } bytes)
        {
            errno = errno != 0 ? errno : Errno.Last;
            throw new BpfException("BPF_OBJ_GET_INFO_BY_FD", errno, subject, Hints.ForCapability(errno, Capability.SysAdmin));
        }

        try
        {
            using var image = BtfImage.Of(bytes);
            var id = new TypeTable(image).Find([Encoding.UTF8.GetBytes(function)], [(0, BtfKind.Function)])[0];
            return id != 0
                ? new KernelReference { Id = id, ModuleFd = (int)program.Descriptor.DangerousGetHandle() }
                : new KernelReference { Absence = $"The program '{program.Name}' has no such function." };
        }
        catch (InvalidDataException exception)
        {
            throw new BpfException("BPF_OBJ_GET_INFO_BY_FD", Errno.EINVAL, subject, $"Its types cannot be read: {exception.Message}.");
        }
    }
}
