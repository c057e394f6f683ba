namespace BpfGen.Generator.Model;

/// <summary>A call of a kernel helper.</summary>
/// <param name="Instruction">
/// The index of the call instruction, counted from the start of the function or program that contains the call.
/// </param>
/// <param name="Helper">The helper's number in <c>enum bpf_func_id</c>.</param>
internal readonly record struct HelperCall(int Instruction, int Helper);
