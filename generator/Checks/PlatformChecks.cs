using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using BpfGen.KernelFacts;

namespace BpfGen.Generator.Checks;

/// <summary>Checks that the object is compiled for the platform for which the project is built.</summary>
internal static class PlatformChecks
{
    public static IEnumerable<Problem> Run(ObjectModel model, Contract contract, TargetPlatform platform)
    {
        if (model.IsLittleEndian != platform.IsLittleEndian)
        {
            yield return Problem.Of(
                Rules.WrongByteOrder,
                Name(model.IsLittleEndian),
                platform.Name,
                Name(platform.IsLittleEndian),
                platform.IsLittleEndian ? "bpfel" : "bpfeb",
                model.IsLittleEndian ? "linux-x64" : "linux-s390x");
        }
        else if (contract.Architecture is { } own && platform.Macro is { } wanted && own != wanted)
        {
            yield return Problem.Of(
                Rules.ObjectForOtherArchitecture, System.IO.Path.GetFileName(contract.ObjectPath), own, platform.Name);
        }

        foreach (var program in model.Programs.Where(program => program.AutoLoad))
        {
            if (program.Architecture is { IsOneOfSeveral: false } use && platform.Architecture is { } actual
                && CpuArchitectures.IsForeign(use.Architecture, actual))
            {
                // For a big-endian object, this is only a warning: many projects compile each source for both byte orders with the headers
                // of one architecture. The other programs of such an object work.
                yield return Problem.Of(
                    model.IsLittleEndian ? Rules.WrongArchitecture : Rules.ForeignRegisters,
                    Printable.Name(program.Name),
                    use.Use,
                    CpuArchitectures.NameOf(use.Architecture),
                    platform.Name,
                    use.Fix ?? CpuArchitectures.HowToCompile(actual));
            }
        }

        foreach (var atomic in model.UnalignedAtomics)
        {
            yield return Problem.Of(
                Rules.UnalignedAtomic,
                Printable.Name(atomic.Function) + atomic.Place,
                atomic.Size,
                Printable.Name(atomic.Map.Name),
                atomic.Offset % atomic.Size != 0 && atomic.Start == 0
                    ? $"the operand is at offset {atomic.Offset} of a value. Move the field to a multiple of {atomic.Size}"
                    : $"a value of an LPM trie follows the {atomic.Map.KeySize - 4} bytes of the key's address, and the operand is at "
                        + $"offset {atomic.Offset} of it. Lengthen the key, or add without an atomic operation");
        }
    }

    private static string Name(bool isLittleEndian) => isLittleEndian ? "little" : "big";
}
