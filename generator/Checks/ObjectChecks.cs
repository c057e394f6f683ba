using System.Collections.Generic;
using System.Linq;
using System.Threading;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Checks;

/// <summary>Runs all checks of one object and its contract, and returns the findings.</summary>
internal static class ObjectChecks
{
    public static EquatableArray<Finding> Run(
        ObjectResult result, Contract contract, EquatableArray<PlannedHandle> handles, TargetPlatform platform, CancellationToken cancel)
    {
        var file = SourcePlace.OfFile(result.Path);
        var findings = result.Problems.Select(problem => new Finding(problem, file)).ToList();
        if (result.Model is { } model)
        {
            findings.AddRange(ContractChecks.Run(model, contract, file));
            findings.AddRange(AtFile(PlatformChecks.Run(model, contract, platform)));
            findings.AddRange(AtFile(LicenseChecks.Run(model, contract)));
            findings.AddRange(AtFile(HelperChecks.Run(model)));
            findings.AddRange(AtFile(RecordChecks.Run(model, contract)));
            findings.AddRange(AtFile(NameChecks.Run(model, handles)));
            findings.AddRange(AtFile(MapChecks.Run(model, handles)));
            findings.AddRange(AtFile(HookChecks.Run(model)));
            findings.AddRange(AtFile(KernelChecks.Run(model, contract)));
        }

        return findings.ToEquatableArray();

        IEnumerable<Finding> AtFile(IEnumerable<Problem> problems) => problems.Select(problem =>
        {
            cancel.ThrowIfCancellationRequested();
            return new Finding(problem, file);
        });
    }
}
