using System.Collections.Generic;

namespace BpfGen.Generator.Linking;

/// <summary>A function's instructions, and what they refer to, in the order of the instructions.</summary>
internal sealed record FunctionBody(Instruction[] Instructions, IReadOnlyList<CodeReference> References);
