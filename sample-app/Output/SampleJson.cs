using System.Text.Json.Serialization;

namespace BpfGen.Sample;

/// <summary>How to write the rows of the commands as JSON. The compiler generates the code: a native binary has no reflection for it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PacketsCommand.Packet))]
[JsonSerializable(typeof(ExecsnoopCommand.Execution))]
[JsonSerializable(typeof(OpensnoopCommand.OpenedFile))]
[JsonSerializable(typeof(TcplifeCommand.Connection))]
[JsonSerializable(typeof(ProfileCommand.Sample))]
[JsonSerializable(typeof(BiolatencyCommand.DiskLatency))]
[JsonSerializable(typeof(RunqlatCommand.QueueLatency))]
[JsonSerializable(typeof(XdpCountCommand.ProtocolTraffic))]
internal sealed partial class SampleJson : JsonSerializerContext;
