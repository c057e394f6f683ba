using System;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace BpfGen.Sample;

/// <summary>Prints each row as a JSON object on a line of its own.</summary>
internal sealed class JsonRows<T>(JsonTypeInfo<T> type) : Rows<T>
{
    protected override void Show(T row) => Console.WriteLine(JsonSerializer.Serialize(row, type));
}
