using System;
using System.Linq;
using BpfGen.Kernel.Tests.Cases;
using BpfGen.Kernel.Tests.Support;

if (args is [KilledProcess.Argument])
{
    KilledProcess.Run();
    return 1;
}

// Runs all cases, or only the cases whose names contain one of the arguments.
Console.WriteLine($"Linux {Environment.OSVersion.Version}");
Case[] all =
[
    .. LoadingCases.All, .. EmbeddedValueCases.All, .. TracingCases.All, .. UserCases.All, .. BoundCases.All, .. SleepableCases.All,
    .. ModuleCases.All, .. IteratorCases.All, .. StructOpsCases.All,
    .. NetworkCases.All, .. CgroupCases.All, .. MapCases.All, .. OwnerCases.All, .. RedirectCases.All, .. FeatureCases.All,
    .. FaultCases.All, .. SigningCases.All, .. HelperCases.All, .. AgentCases.All,
];
var runner = new Runner();
runner.Run(all.Where(item => args.Length == 0 || args.Any(part => item.Name.Contains(part, StringComparison.OrdinalIgnoreCase))));
runner.PrintCounts();
return runner.HasFailed ? 1 : 0;
