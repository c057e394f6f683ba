using System;
using System.Runtime.InteropServices;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>A map of places that XDP programs send packets to (<c>bpf_redirect_map</c>), with a program that receives them there or without.</summary>
public abstract class RedirectMap : BpfMap
{
    private const int SizeWithProgram = 8;

    private protected RedirectMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Whether its values have room for a program: 8 bytes, Linux 5.8 for devices, 5.9 for CPUs.</summary>
    public bool TakesPrograms => ValueSize == SizeWithProgram;

    /// <summary>Where packets go that are sent to a key.</summary>
    /// <param name="key">The key or, of an array, the index.</param>
    /// <param name="target">The place, and the program that receives them there.</param>
    /// <returns>Whether there is such a place.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
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
                $"The values of map '{Name}' have {ValueSize} bytes, and with a program they need {SizeWithProgram}: struct bpf_devmap_val or bpf_cpumap_val.");
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

    /// <summary><c>struct bpf_devmap_val</c>, <c>struct bpf_cpumap_val</c>: written with a file descriptor, read with an id.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Value
    {
        public uint Target;
        public int Program;
    }
}

/// <summary>A place that packets are sent to.</summary>
/// <param name="Target">The index of an interface or, for a CPU, how many packets may wait for it.</param>
/// <param name="ProgramId">The id of the program that receives them there; 0 for none.</param>
public readonly record struct RedirectTarget(uint Target, uint ProgramId);
