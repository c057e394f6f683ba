using System;
using System.IO;
using BpfGen.Btf;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen;

// Methods that tell whether the kernel has a type, function or tracepoint. Each call searches all types of the kernel, in a few
// milliseconds. If the kernel itself does not have the type, function or tracepoint, the call also searches the loaded modules, which
// requires CAP_SYS_ADMIN.
public abstract partial class KernelBtf
{
    /// <summary>Whether the kernel or a loaded module has a struct, a union, or a typedef of one.</summary>
    /// <param name="name">The name, such as <c>task_struct</c>. A flavor (<c>___old</c>) is ignored.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="BpfException">The running kernel has no BTF, or its BTF is damaged.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public bool HasStruct(string name) => Ask(name, static (index, name, _) => TypeQuestions.Structs(index, name).Count > 0);

    /// <summary>Whether a struct or union has a field.</summary>
    /// <param name="structName">The name of the struct or union, or of a typedef of one.</param>
    /// <param name="path">
    /// The name of the field, such as <c>pid</c>; or of a field of structs inside the struct, <c>se.vruntime</c>. The path passes unnamed
    /// structs and unions, but no pointers.
    /// </param>
    /// <returns><see langword="false"/> if there is no such field or no such struct.</returns>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    /// <exception cref="BpfException">The running kernel has no BTF, or its BTF is damaged.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public bool HasField(string structName, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Ask(
            structName,
            static (index, name, path) => TypeQuestions.Structs(index, name).Exists(type => TypeQuestions.HasField(type, path)),
            path);
    }

    /// <summary>Whether an enumeration has a value.</summary>
    /// <param name="enumName">The name of the enumeration, such as <c>bpf_map_type</c>.</param>
    /// <param name="valueName">The name of the value, such as <c>BPF_MAP_TYPE_ARENA</c>.</param>
    /// <returns><see langword="false"/> if there is no such value or no such enumeration.</returns>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    /// <exception cref="BpfException">The running kernel has no BTF, or its BTF is damaged.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public bool HasEnumValue(string enumName, string valueName)
    {
        ArgumentException.ThrowIfNullOrEmpty(valueName);
        return Ask(
            enumName,
            static (index, name, value) => TypeQuestions.Enums(index, name).Exists(type => TypeQuestions.HasValue(type, value)),
            valueName);
    }

    /// <summary>
    /// Whether the kernel or a loaded module has a function with this name to which <c>fentry</c>, <c>fexit</c> and <c>fmod_ret</c>
    /// programs may attach. The kernel's BTF does not contain functions in assembly language, or functions that the compiler has inlined
    /// everywhere.
    /// </summary>
    /// <param name="name">The name, such as <c>do_unlinkat</c>.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="BpfException">The running kernel has no BTF, or its BTF is damaged.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public bool HasFunction(string name) => Ask(name, static (index, name, _) => Find(index, name) is not null);

    /// <summary>Whether the kernel or a loaded module has a function that programs can call (kfunc).</summary>
    /// <param name="name">The name, such as <c>bpf_task_from_pid</c>.</param>
    /// <remarks>
    /// Kernels since about Linux 6.9 mark kfuncs in their types. On older kernels, this method returns the same as
    /// <see cref="HasFunction"/>. The types do not state which program types may call a kfunc.
    /// </remarks>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="BpfException">The running kernel has no BTF, or its BTF is damaged.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public bool HasKfunc(string name) => Ask(
        name, static (index, name, _) => Find(index, name) is { } function && TypeQuestions.IsKfunc(function.Types, function.Id));

    /// <summary>
    /// Whether the kernel or a loaded module has a tracepoint to which <c>tp_btf</c> and <c>raw_tp</c> programs can attach. <see
    /// cref="KernelFeatures.HasTracepoint"/> answers for <c>tp</c> programs.
    /// </summary>
    /// <param name="name">The name without category, such as <c>sched_switch</c>.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="BpfException">The running kernel has no BTF, or its BTF is damaged.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public bool HasTracepoint(string name) => Ask(
        name, static (index, name, _) => index.Find([KernelSymbol.OfTarget(AttachType.TraceRawTp, name)], [0])[0] is not null);

    private static KernelType? Find(KernelBtfIndex index, string name) =>
        index.Find([new KernelSymbol(name, KernelSymbolKind.Function)], [0])[0];

    private bool Ask(string name, Func<KernelBtfIndex, string, string, bool> question, string detail = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        try
        {
            using var index = OpenIndex();
            return index is null ? throw Failure($"This kernel (Linux {RunningKernel.Version.ToString(3)}) has no BTF "
                + $"({KernelBtfIndex.Path}): it was built without CONFIG_DEBUG_INFO_BTF, or /sys is not mounted. "
                + "Give a file: KernelBtf.FromFile(path).")
                : question(index, name, detail);
        }
        catch (InvalidDataException exception)
        {
            throw Failure($"The types cannot be used: {exception.Message}.");
        }

        BpfException Failure(string reason) => new("KernelBtf", $"'{name}' in the kernel's types", reason);
    }
}
