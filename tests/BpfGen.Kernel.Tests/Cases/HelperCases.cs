using System.Collections.Generic;
using System.Globalization;
using BpfGen.Btf;
using BpfGen.Kernel.Tests.Support;
using BpfGen.KernelFacts;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>
/// The build rejects a program that calls a helper which its program type may not call (BPFGEN042). So BpfGen's table of callers must allow
/// every call that the kernel allows.
/// </summary>
internal static class HelperCases
{
    /// <summary>The number of helpers to try. It is higher than the number of known helpers, so that the case finds new helpers.</summary>
    private const int Most = 230;

    public static IEnumerable<Case> All => [new("helpers and their callers", Callers)];

    private static void Callers()
    {
        using var kernel = KernelBtfIndex.TryOpen();
        var wrong = new List<string>();
        foreach (var hook in HelperHook.All)
        {
            foreach (var helper in hook.AskKernel(kernel, Most))
            {
                if (!HelperCallers.MayCall(hook.Type, hook.AttachType, helper))
                {
                    var name = HelperTable.NameOf(helper) ?? helper.ToString(CultureInfo.InvariantCulture);
                    wrong.Add($"{hook.Type} {hook.AttachType} {hook.Target} {name}");
                }
            }
        }

        Check.Same("", string.Join(", ", wrong), "helpers that the kernel allows and the table does not");
    }
}
