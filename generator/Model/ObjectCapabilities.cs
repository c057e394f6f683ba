using System.Linq;
using BpfGen.KernelFacts;

namespace BpfGen.Generator.Model;

/// <summary>
/// The capabilities that an object needs. If a process lacks them, creating the first map already fails. The error then names all
/// capabilities that the object needs, including those for loading and attaching the programs. The user must know all of them at once,
/// because granting one capability after the other replaces those granted before.
/// </summary>
internal static class ObjectCapabilities
{
    /// <summary>The set with only <c>CAP_BPF</c>, which every object needs.</summary>
    public const ulong OnlyBpf = 1ul << (int)Capability.Bpf;

    /// <summary>Finds the capabilities that loading and attaching an object needs.</summary>
    /// <returns>The set as a bit mask: bit n stands for the capability with value n.</returns>
    public static ulong Of(ObjectModel model)
    {
        var needed = OnlyBpf;
        foreach (var map in model.Maps)
        {
            needed |= MapTypeTable.CapabilitiesFor(map.Type);
        }

        foreach (var program in model.Programs.Where(program => program.AutoLoad))
        {
            needed |= Of(program);
        }

        return needed;
    }

    /// <summary>Finds the capabilities that loading and attaching a program needs.</summary>
    public static ulong Of(ProgramModel program) => ProgramCapabilities.Of(program.Kind.Type, program.Kind.AttachType);
}
