using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Model;

/// <summary>What the project asks of its objects.</summary>
/// <param name="Contracts">The contracts, one an object.</param>
/// <param name="Findings">What is wrong with the asking itself.</param>
internal sealed record ContractPlan(EquatableArray<Contract> Contracts, EquatableArray<Finding> Findings)
{
    public Contract Of(string objectPath) =>
        Contracts.FirstOrDefault(contract => contract.ObjectPath == objectPath) ?? new Contract(objectPath, null, []);
}
