namespace BpfGen.Generator.Diagnostics;

/// <summary>
/// One thing that BpfGen checks. It knows nothing of Roslyn, so that parsing and linking can speak of rules without it.
/// </summary>
/// <param name="Id">Its id, BPFGEN and three digits, which never changes its meaning.</param>
/// <param name="Title">What it is about, in a few words.</param>
/// <param name="Message">The message, with places for a problem's arguments.</param>
/// <param name="Severity">How much it matters.</param>
internal sealed record Rule(string Id, string Title, string Message, Severity Severity = Severity.Error);
