using System.Collections.Generic;

namespace BpfGen.Generator.Linking;

/// <summary>A function's instructions, and their references in the order of the instructions.</summary>
internal sealed record FunctionBody(Instruction[] Instructions, IReadOnlyList<CodeReference> References);
