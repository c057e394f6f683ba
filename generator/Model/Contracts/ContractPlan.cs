using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Model;

/// <summary>The project's requirements for all objects.</summary>
/// <param name="Contracts">The requirements: one contract for each object.</param>
/// <param name="Findings">The diagnostics for invalid metadata and attributes.</param>
internal sealed record ContractPlan(EquatableArray<Contract> Contracts, EquatableArray<Finding> Findings)
{
    public Contract Of(string objectPath) =>
        Contracts.FirstOrDefault(contract => contract.ObjectPath == objectPath) ?? new Contract(objectPath, null, []);
}
