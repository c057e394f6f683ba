using System.Runtime.CompilerServices;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>The checks of the object <c>btf/core.o</c>, from which several classes are generated.</summary>
internal static class CoreChecks
{
    /// <summary>The program finds a field of its process, and that some fields and types do not exist.</summary>
    /// <typeparam name="TResult">The struct of the results in the class of the object.</typeparam>
    /// <param name="program">The program.</param>
    /// <param name="results">The map with its results.</param>
    public static void Run<TResult>(RawTracepointProgram program, ArrayMap<TResult> results)
        where TResult : unmanaged
    {
        using (program.Attach())
        {
            Trigger.GetOwnGroup();
        }

        var result = Unsafe.BitCast<TResult, Core.Types.Result>(results[0]);
        Check.That(result.Runs > 0, "the program sees system calls");
        Check.Same(
            (1u, 1u, 0u, 1u, 0u), (
                result.SameTgid, result.FieldExists, result.AbsentFieldExists, result.TypeExists, result.AbsentTypeExists),
            "the results of the CO-RE checks: same field, field, missing field, type, missing type");
    }
}
