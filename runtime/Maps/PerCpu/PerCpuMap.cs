using System;
using System.Buffers;
using System.Runtime.InteropServices;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>The base of maps with one value for each CPU under every key.</summary>
public abstract class PerCpuMap : BpfMap
{
    private const int MaxStackSize = 1024;

    private protected PerCpuMap(LoadedMap map)
        : base(map) => EntrySize = checked(PerCpuValues.Stride(ValueSize) * CpuCount);

    /// <summary>
    /// The number of values of an entry: one for each possible CPU
    /// (<c>/sys/devices/system/cpu/possible</c>), even if the CPU is not plugged in.
    /// </summary>
    public static int CpuCount => Maps.CpuCount.Possible;

    /// <summary>The size of all values of an entry in bytes. Each CPU's value is padded to a multiple of 8 bytes.</summary>
    public int EntrySize { get; }

    private protected bool LookupAll<TValue>(ref readonly byte key, Span<TValue> values)
        where TValue : unmanaged
    {
        CheckCount(values.Length);
        if (PerCpuValues.IsDense<TValue>())
        {
            return Lookup(in key, ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(values)));
        }

        byte[]? rented = null;
        var bytes = EntrySize <= MaxStackSize ? stackalloc byte[EntrySize] : rented = ArrayPool<byte>.Shared.Rent(EntrySize);
        var found = Lookup(in key, ref MemoryMarshal.GetReference(bytes));
        if (found)
        {
            PerCpuValues.Gather(bytes, values);
        }

        Return(rented);
        return found;
    }

    private protected bool UpdateAll<TValue>(ref readonly byte key, ReadOnlySpan<TValue> values, UpdateMode mode)
        where TValue : unmanaged
    {
        CheckCount(values.Length);
        using var clean = new CleanSpan<TValue>(values);
        values = clean.Span;
        if (PerCpuValues.IsDense<TValue>())
        {
            return Update(in key, ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(values)), mode);
        }

        byte[]? rented = null;
        var bytes = EntrySize <= MaxStackSize ? stackalloc byte[EntrySize] : rented = ArrayPool<byte>.Shared.Rent(EntrySize);
        bytes.Clear();
        PerCpuValues.Spread(values, bytes);
        var updated = Update(in key, ref MemoryMarshal.GetReference(bytes), mode);
        Return(rented);
        return updated;
    }

    private static void Return(byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void CheckCount(int count)
    {
        if (count != CpuCount)
        {
            throw new ArgumentException(
                $"An entry of map '{Name}' has {CpuCount} values, one for each possible CPU, but the argument has {count}.");
        }
    }
}
