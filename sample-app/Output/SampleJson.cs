using System.Text.Json.Serialization;

namespace BpfGen.Sample;

/// <summary>Serializes the rows of the commands with code that the build generates, because a native binary has no reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PacketsCommand.Packet))]
[JsonSerializable(typeof(ExecsnoopCommand.Execution))]
[JsonSerializable(typeof(OpensnoopCommand.OpenedFile))]
[JsonSerializable(typeof(TcplifeCommand.Connection))]
[JsonSerializable(typeof(ProfileCommand.Sample))]
[JsonSerializable(typeof(BiolatencyCommand.DiskLatency))]
[JsonSerializable(typeof(RunqlatCommand.QueueLatency))]
[JsonSerializable(typeof(XdpCountCommand.ProtocolTraffic))]
internal sealed partial class SampleJson : JsonSerializerContext;
