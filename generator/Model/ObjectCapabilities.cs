using System.Linq;
using BpfGen.KernelFacts;

namespace BpfGen.Generator.Model;

/// <summary>
/// The capabilities that an object needs. The first call that a process without them makes creates a map, and its error should name also
/// what the programs need later: granting capabilities one after the other replaces the first ones.
/// </summary>
internal static class ObjectCapabilities
{
    /// <summary>The set that every object needs.</summary>
    public const ulong OnlyBpf = 1ul << (int)Capability.Bpf;

    /// <summary>Finds the capabilities that loading and attaching an object needs.</summary>
    /// <returns>The set, as one bit at the number of each capability.</returns>
    public static ulong Of(ObjectModel model)
    {
        var needed = OnlyBpf;
        foreach (var map in model.Maps)
        {
            needed |= MapTypeTable.CapabilitiesFor(map.Type);
        }

        foreach (var program in model.Programs.Where(program => program.AutoLoad))
        {
            var (type, hook) = (program.Kind.Type, program.Kind.AttachType);
            needed |= ProgramTypeTable.CapabilitiesFor(type);

            // Attach type 0 is CgroupInetIngress for CgroupSkb programs. For other program types, it means that there is no attach type.
            if (hook != 0 || type == ProgramType.CgroupSkb)
            {
                needed |= AttachTypeTable.CapabilitiesFor(hook);
            }

            // By default, only root can read the files that describe tracepoints. Others need CAP_DAC_READ_SEARCH.
            if (type == ProgramType.Tracepoint)
            {
                needed |= 1ul << (int)Capability.DacReadSearch;
            }
        }

        return needed;
    }
}
