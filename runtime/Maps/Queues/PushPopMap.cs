using System.Runtime.CompilerServices;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>The base of queues and stacks: maps without keys. All members are safe to call from several threads at once.</summary>
/// <typeparam name="T">The type of the values, with the same layout as in the eBPF program.</typeparam>
public abstract class PushPopMap<T> : BpfMap
    where T : unmanaged
{
    private protected PushPopMap(LoadedMap map)
        : base(map) => CheckType<T>(ValueSize, "values", map);

    /// <summary>Adds a value, unless the map is full.</summary>
    /// <param name="value">The value.</param>
    /// <returns>False if the map is full.</returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool TryPush(T value) => Push(value, UpdateMode.Any) switch
    {
        0 => true,
        Errno.E2BIG => false,
        var errno => throw Failure("BPF_MAP_UPDATE_ELEM", errno, UpdateHint(errno)),
    };

    /// <summary>Adds a value. If the map is full, the new value replaces the oldest value.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public void Push(T value)
    {
        var errno = Push(value, UpdateMode.Exist);
        if (errno != 0)
        {
            throw Failure("BPF_MAP_UPDATE_ELEM", errno, UpdateHint(errno));
        }
    }

    /// <summary>Removes and returns the next value.</summary>
    /// <param name="value">The value; <c>default</c> if the map is empty.</param>
    /// <returns>False if the map is empty.</returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
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

    /// <summary>Returns the next value without removing it.</summary>
    /// <param name="value">The value; <c>default</c> if the map is empty.</param>
    /// <returns>False if the map is empty.</returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
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

    private unsafe int Push(T value, UpdateMode mode)
    {
        StructPadding.Clear(ref value);
        return Bpf.Element(BpfCommand.MapUpdateElement, Descriptor, null, &value, (ulong)mode);
    }
}
