using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using BpfGen.KernelFacts;

namespace BpfGen.Generator.Checks;

/// <summary>Checks that the type and attach type of each program allow the helpers that it calls.</summary>
internal static class HelperChecks
{
    public static IEnumerable<Problem> Run(ObjectModel model) =>
        from program in model.Programs
        where IsKnown(program.Kind.Type)
        let refused = program.HelperCalls.Where(call => HelperTable.NameOf(call.Helper) is not null
            && !HelperCallers.MayCall(program.Kind.Type, program.Kind.AttachType, call.Helper)).ToList()
        where refused.Count > 0
        let isOptional = !program.AutoLoad || MaySkipCode(model, program)
        from call in refused
        select Refused(program, call, isOptional);

    /// <summary>
    /// Whether BpfGen knows which helpers programs of a type may call. It does not know this for LircMode2 (infrared remote controls),
    /// because none of the kernels that BpfGen is tested on supports this type.
    /// </summary>
    private static bool IsKnown(ProgramType type) =>
        type is not (ProgramType.LircMode2 or ProgramType.Unspecified) && ProgramTypeTable.FirstKernel(type) is not null;

    private static Problem Refused(ProgramModel program, HelperCall call, bool isOptional)
    {
        var (type, hook) = (program.Kind.Type, program.Kind.AttachType);
        var callers = HelperCallers.MayCall(type, call.Helper)
            ? $"{ProgramTypeTable.NameOf(type)} that attach as {AttachTypeTable.NameOf(hook)}"
            : ProgramTypeTable.NameOf(type);
        return Problem.Of(
            isOptional ? Rules.ForbiddenHelperOptional : Rules.ForbiddenHelper,
            Printable.Name(program.Name),
            HelperTable.NameOf(call.Helper)!,
            call.Instruction,
            callers);
    }

    /// <summary>
    /// Whether the kernel may find that the program never reaches a part of its code. The verifier knows the values of read-only variables
    /// and of the kernel's configuration, and whether fields and symbols exist. It does not check code that these values exclude.
    /// </summary>
    private static bool MaySkipCode(ObjectModel model, ProgramModel program) =>
        ProgramRequirements.IsGuarded(model, program)
        || ProgramRequirements.MapsOf(model, program.Functions.Select(index => model.Functions[index]))
            .Any(map => map.Config.Count > 0 || map.Data is { IsReadOnly: true });
}
