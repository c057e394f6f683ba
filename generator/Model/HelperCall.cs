namespace BpfGen.Generator.Model;

/// <summary>A call of a kernel helper.</summary>
/// <param name="Instruction">The slot of the call, counted from the start of the function, or of the program, whose call it is.</param>
/// <param name="Helper">The helper's number in <c>enum bpf_func_id</c>.</param>
internal readonly record struct HelperCall(int Instruction, int Helper);
