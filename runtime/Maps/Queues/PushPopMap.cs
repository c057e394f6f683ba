using System.Runtime.CompilerServices;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>A map without keys, from which values are taken in the order in which they were put there, or the opposite one.</summary>
/// <typeparam name="T">The type of the values, laid out as the program has it.</typeparam>
public abstract class PushPopMap<T> : BpfMap
    where T : unmanaged
{
    private protected PushPopMap(LoadedMap map)
        : base(map) => CheckType<T>(ValueSize, "values", map);

    /// <summary>Puts a value in.</summary>
    /// <param name="value">The value.</param>
    /// <returns>False where the map is full.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool TryPush(T value) => Push(value, UpdateMode.Any) switch
    {
        0 => true,
        Errno.E2BIG => false,
        var errno => throw Failure("BPF_MAP_UPDATE_ELEM", errno, UpdateHint(errno)),
    };

    /// <summary>Puts a value in; where the map is full, in place of the one that has been there for the longest time.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public void Push(T value)
    {
        var errno = Push(value, UpdateMode.Exist);
        if (errno != 0)
        {
            throw Failure("BPF_MAP_UPDATE_ELEM", errno, UpdateHint(errno));
        }
    }

    /// <summary>Takes the next value out.</summary>
    /// <param name="value">The value.</param>
    /// <returns>False where there is none.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool TryPop(out T value)
    {
        Unsafe.SkipInit(out value);
        switch (LookupAndDelete(ref Unsafe.NullRef<byte>(), ref Bytes(ref value)))
        {
            case 0:
                return true;
            case Errno.ENOENT:
                value = default;
                return false;
            case var errno:
                throw Failure("BPF_MAP_LOOKUP_AND_DELETE_ELEM", errno);
        }
    }

    /// <summary>Reads the value that would be taken out next, and leaves it there.</summary>
    /// <param name="value">The value.</param>
    /// <returns>False where there is none.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool TryPeek(out T value)
    {
        Unsafe.SkipInit(out value);
        if (Lookup(ref Unsafe.NullRef<byte>(), ref Bytes(ref value)))
        {
            return true;
        }

        value = default;
        return false;
    }

    private unsafe int Push(T value, UpdateMode mode) => Bpf.Element(BpfCommand.MapUpdateElement, Descriptor, null, &value, (ulong)mode);
}
