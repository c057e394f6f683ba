using System;

namespace BpfGen.Generator.Diagnostics;

/// <summary>An object exceeds a limit of BpfGen. The message names the limit, and becomes the text of BPFGEN044.</summary>
internal sealed class LimitException(string message) : Exception(message);
