using BpfGen.Btf;
using BpfGen.KernelFacts;

namespace BpfGen.Generator.Linking;

/// <summary>The names that attach targets have in the kernel's BTF.</summary>
internal static class KernelTargets
{
    private const string Kernel = "vmlinux";

    /// <returns>
    /// The name and kind of the symbol, and the prefix that the kernel puts before the target. Null if the target is in a module, because
    /// the kernel's own BTF does not contain the targets of modules.
    /// </returns>
    public static (string Name, BtfKind Kind, string Prefix)? Of(AttachType type, string target)
    {
        var (module, name) = AttachTargets.Split(target);
        var prefix = AttachTargets.PrefixOf(type);
        return module is null or Kernel
            ? (prefix + name, AttachTargets.IsTypedef(type) ? BtfKind.Typedef : BtfKind.Function, prefix)
            : null;
    }
}
