using System;
using System.Runtime.InteropServices;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// The base of maps of targets for <c>bpf_redirect_map</c> in XDP programs. A target may have a program that runs for each packet.
/// </summary>
public abstract class RedirectMap : BpfMap
{
    private protected const int SizeWithProgram = 8;

    private protected RedirectMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>
    /// Whether an entry can have a program, which requires values of 8 bytes. Since Linux 5.8 for interfaces, and since Linux 5.9 for CPUs.
    /// </summary>
    public bool TakesPrograms => ValueSize == SizeWithProgram;

    /// <summary>Reads the target of a key.</summary>
    /// <param name="key">The key; for an array, the index.</param>
    /// <param name="target">The target and its program.</param>
    /// <returns>True if the key has a target; otherwise false.</returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool TryGet(uint key, out RedirectTarget target)
    {
        var value = default(Value);
        var isFound = Lookup(ref Bytes(ref key), ref Bytes(ref value));
        target = isFound ? new RedirectTarget(value.Target, (uint)value.Program) : default;
        return isFound;
    }

    private protected bool Set(uint key, uint target, BpfProgram? program, UpdateMode mode)
    {
        if (program is not null && !TakesPrograms)
        {
            throw new ArgumentException(
                $"The values of map '{Name}' have {ValueSize} bytes, but need {SizeWithProgram} to hold a program: "
                + "use struct bpf_devmap_val or bpf_cpumap_val.");
        }

        var value = new Value { Target = target, Program = -1 };
        if (program is null)
        {
            return Update(ref Bytes(ref key), ref Bytes(ref value), mode);
        }

        using var lease = program.Descriptor.Use();
        value.Program = lease.Number;
        return Update(ref Bytes(ref key), ref Bytes(ref value), mode);
    }

    /// <summary>
    /// <c>struct bpf_devmap_val</c> and <c>struct bpf_cpumap_val</c>. For the program, user space writes a file descriptor, but reads a
    /// program id.
    /// </summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Value
    {
        public uint Target;
        public int Program;
    }
}

/// <summary>A target that XDP programs redirect packets to.</summary>
/// <param name="Target">The index of an interface. For a CPU: the maximum number of waiting packets.</param>
/// <param name="ProgramId">The id of the program that runs for each packet; 0 for none.</param>
public readonly record struct RedirectTarget(uint Target, uint ProgramId);
