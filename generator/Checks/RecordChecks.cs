using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Checks;

/// <summary>Whether each buffer of an object with types has a record type. Without one, its records are bytes.</summary>
internal static class RecordChecks
{
    public static IEnumerable<Problem> Run(ObjectModel model, Contract contract)
    {
        var requested = new HashSet<string>(contract.Requirements.OfType<RequestedRecord>().Select(record => record.Map));
        return model.Maps
            .Where(map => model.HasTypes && map is { HasRecords: true, IsTemplate: false, ValueName: null })
            .Where(map => !requested.Contains(map.Name))
            .Select(map => Problem.Of(
                Rules.UntypedRecords,
                map.Type == MapType.RingBuffer ? "Ring buffer" : "Perf event array",
                Printable.Name(map.Name),
                Printable.Text(map.Name)));
    }
}
