using System.Collections.Generic;
using System.Linq;
using BpfGen.Wire;

namespace BpfGen.Generator.Model;

/// <summary>The symbols of the kernel that a signed object needs: those of the programs that are loaded by default.</summary>
internal static class LoadedSymbols
{
    /// <summary>The indexes in <see cref="ObjectModel.KernelSymbols"/> of the symbols that the loaded programs refer to.</summary>
    public static SortedSet<int> Of(ObjectModel model) =>
    [
        .. model.Programs.Where(program => program.AutoLoad).SelectMany(program => program.Functions).Distinct()
            .SelectMany(function => model.Functions[function].Relocations)
            .Where(relocation => relocation.Kind is RelocationKind.KernelAddress or RelocationKind.KernelCall)
            .Select(relocation => relocation.Index),
    ];

    /// <summary>The count of these symbols and of the targets of the loaded programs.</summary>
    public static int CountWithTargets(ObjectModel model) => Of(model).Count + model.Programs
        .Where(program => program is { AutoLoad: true, Kind: { IsBound: true, Target: not null } })
        .Select(program => (program.Kind.AttachType, program.Kind.Target))
        .Distinct()
        .Count();
}
