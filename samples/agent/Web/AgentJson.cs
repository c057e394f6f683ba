using System.Text.Json.Serialization;

namespace BpfGen.Agent.Web;

/// <summary>The JSON of the web server.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Sample))]
[JsonSerializable(typeof(Health))]
internal sealed partial class AgentJson : JsonSerializerContext;
