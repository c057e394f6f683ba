using System;

namespace BpfGen.Agent.Options;

/// <summary>A setting has no valid value.</summary>
/// <param name="name">The name of the setting.</param>
/// <param name="value">Its value.</param>
/// <param name="flaw">The mistake in the value, as the end of a sentence: <c>is not a TCP port</c>.</param>
/// <param name="fix">What fixes it.</param>
internal sealed class OptionException(string name, string? value, string flaw, string fix)
    : Exception($"The setting {name} is '{value}', which {flaw}. {fix}");
