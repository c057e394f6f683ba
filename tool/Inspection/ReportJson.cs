using System.Text.Json.Serialization;

namespace BpfGen.Tool.Inspection;

/// <summary>Serializes a report without reflection.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ObjectReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
