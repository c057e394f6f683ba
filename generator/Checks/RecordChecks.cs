using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Checks;

/// <summary>
/// Reports buffers without a record type, if the object has BTF types. The records of such a buffer are untyped bytes in C#.
/// </summary>
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
