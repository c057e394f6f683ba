using System.Text.Json.Serialization;

namespace BpfGen.Tool.Guest;

/// <summary>The kernel's answer to one program of an object, as one line of JSON.</summary>
/// <param name="Member">The C# property of the program.</param>
/// <param name="IsLoaded">Whether the kernel accepted the program.</param>
/// <param name="Instructions">The number of instructions that the verifier processed; 0 if the kernel does not tell.</param>
/// <param name="Call">The call that failed: <c>BPF_PROG_LOAD</c>; empty for none.</param>
/// <param name="Message">The first line of the error message.</param>
/// <param name="Log">The last lines of the verifier's log, or the rest of the message.</param>
internal sealed record GuestAnswer(string Member, bool IsLoaded, long Instructions, string Call, string Message, string[] Log)
{
    /// <summary>Starts each line with an answer.</summary>
    public const string Mark = "bpfgen-answer ";
}

/// <summary>Reading fails with an exception if a field is missing or null.</summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(GuestAnswer))]
internal sealed partial class GuestJson : JsonSerializerContext;
