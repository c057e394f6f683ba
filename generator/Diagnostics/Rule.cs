namespace BpfGen.Generator.Diagnostics;

/// <summary>A rule that BpfGen checks. This type does not depend on Roslyn, so that code for parsing and linking can use it.</summary>
/// <param name="Id">The id: BPFGEN and three digits. The meaning of an id never changes.</param>
/// <param name="Title">The title, in a few words.</param>
/// <param name="Message">The message, with format placeholders for the arguments.</param>
/// <param name="Severity">The severity.</param>
internal sealed record Rule(string Id, string Title, string Message, Severity Severity = Severity.Error);
