using System.Collections.Generic;

namespace BpfGen.Generator.Linking;

/// <summary>A function's instructions, and what they refer to.</summary>
internal sealed record FunctionCode(CodeFunction Function, IReadOnlyList<Instruction> Instructions, IReadOnlyList<CodeReference> References);
