namespace BpfGen.Wire;

/// <summary>The numbers of helpers that do not exist, which stand for kernel functions that the running kernel does not have.</summary>
internal static class AbsentFunctions
{
    /// <summary>
    /// If the kernel lacks the first kernel function that the object calls, a call of this helper replaces each call of the function. The
    /// following numbers stand for the following kernel functions.
    /// </summary>
    public const int First = 2_002_000_000;
}
