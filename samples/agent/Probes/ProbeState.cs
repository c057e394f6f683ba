using System.Text.Json.Serialization;

namespace BpfGen.Agent.Probes;

/// <summary>Whether a probe counts.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ProbeState>))]
internal enum ProbeState
{
    /// <summary>The configuration turns it off.</summary>
    [JsonStringEnumMemberName("off")]
    Off,

    /// <summary>It is attached.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>The kernel did not load or attach it.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}
