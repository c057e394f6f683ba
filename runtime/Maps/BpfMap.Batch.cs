using System;
using System.Runtime.CompilerServices;
using BpfGen.Interop;
using BpfGen.KernelFacts;
using BpfGen.Maps;

namespace BpfGen;

/// <content>
/// Batch commands: one system call for many entries (Linux 5.6, and later for some map types). If the kernel does not support batch
/// commands for this map, the methods access the entries one by one. From then on, the handle does not try batch commands again.
/// </content>
public partial class BpfMap
{
    /// <summary>Whether the kernel does not support batch commands for this map, so that entries are accessed one by one.</summary>
    internal bool IsOneByOne { get; set; }

    /// <param name="command"><c>BPF_MAP_LOOKUP_BATCH</c>, or <c>BPF_MAP_LOOKUP_AND_DELETE_BATCH</c> to remove the entries, too.</param>
    /// <param name="cursor">The position in the map.</param>
    /// <param name="keys">Receives the keys.</param>
    /// <param name="values">Receives the values.</param>
    /// <param name="entrySize">The size of one entry's value in bytes. For a per-CPU map: the size of its values for all CPUs.</param>
    /// <returns>The number of entries read.</returns>
    private protected unsafe int ReadBatch<TKey>(
        BpfCommand command, ref BatchCursor<TKey> cursor, Span<TKey> keys, ref byte values, int entrySize)
        where TKey : unmanaged
    {
        if (cursor.IsAtEnd || keys.IsEmpty)
        {
            return 0;
        }

        var count = keys.Length;
        if (!IsOneByOne)
        {
            fixed (TKey* keyStart = keys)
            fixed (byte* valueStart = &values)
            fixed (void* place = &cursor.Place)
            {
                var from = cursor.IsStarted ? place : null;
                var errno = Bpf.Batch(command, Descriptor, from, place, keyStart, valueStart, ref count, _elementFlags);
                if (errno is 0 or Errno.ENOENT)
                {
                    cursor.IsStarted = true;
                    cursor.IsAtEnd = errno != 0;
                    return count;
                }

                if (errno == Errno.ENOSPC)
                {
                    throw Failure(
                        NameOf(command),
                        errno,
                        $"The kernel returns all entries of a hash bucket at once, and this bucket has more than {keys.Length}. "
                        + "Use longer spans and continue with the same cursor.");
                }

                ThrowUnlessMissing(command, errno);
            }
        }

        return ReadOneByOne(command, ref cursor, keys, ref values, entrySize);
    }

    /// <returns>The number of entries written, which is always the number of keys.</returns>
    private protected unsafe int WriteBatch<TKey>(ReadOnlySpan<TKey> keys, ref readonly byte values, int entrySize)
        where TKey : unmanaged
    {
        using var clean = new CleanSpan<TKey>(keys);
        keys = clean.Span;
        if (!keys.IsEmpty && !IsOneByOne)
        {
            fixed (TKey* keyStart = keys)
            fixed (byte* valueStart = &values)
            {
                var count = keys.Length;
                var errno = Bpf.Batch(
                    BpfCommand.MapUpdateBatch, Descriptor, null, null, keyStart, valueStart, ref count, _elementFlags);
                if (errno == 0)
                {
                    return count;
                }

                if (!IsMissing(errno))
                {
                    var cause = (count < keys.Length ? KeyHint(errno, ref Unsafe.As<TKey, byte>(ref Unsafe.AsRef(in keys[count]))) : null)
                        ?? UpdateHint(errno);
                    throw Failure("BPF_MAP_UPDATE_BATCH", errno, $"{count} of {keys.Length} entries were written. {cause}".TrimEnd());
                }

                IsOneByOne = true;
            }
        }

        for (var i = 0; i < keys.Length; i++)
        {
            Update(
                ref Unsafe.As<TKey, byte>(ref Unsafe.AsRef(in keys[i])),
                ref Unsafe.Add(ref Unsafe.AsRef(in values), (nint)i * entrySize),
                UpdateMode.Any);
        }

        return keys.Length;
    }

    /// <returns>The number of entries removed.</returns>
    private protected unsafe int DeleteBatch<TKey>(ReadOnlySpan<TKey> keys)
        where TKey : unmanaged
    {
        using var clean = new CleanSpan<TKey>(keys);
        keys = clean.Span;
        var removed = 0;
        while (!keys.IsEmpty && !IsOneByOne)
        {
            fixed (TKey* keyStart = keys)
            {
                var count = keys.Length;
                var errno = Bpf.Batch(BpfCommand.MapDeleteBatch, Descriptor, null, null, keyStart, null, ref count);
                if (errno is not (0 or Errno.ENOENT))
                {
                    ThrowUnlessMissing(BpfCommand.MapDeleteBatch, errno);
                    break;
                }

                // The kernel stops at the first missing key. Skip that key and continue.
                removed += count;
                keys = keys[(errno == 0 ? keys.Length : count + 1)..];
            }
        }

        foreach (ref readonly var key in keys)
        {
            removed += Delete(ref Unsafe.As<TKey, byte>(ref Unsafe.AsRef(in key))) ? 1 : 0;
        }

        return removed;
    }

    private int ReadOneByOne<TKey>(BpfCommand command, ref BatchCursor<TKey> cursor, Span<TKey> keys, ref byte values, int entrySize)
        where TKey : unmanaged
    {
        var count = 0;
        while (count < keys.Length)
        {
            ref var last = ref Unsafe.As<TKey, byte>(ref cursor.Place.Key);
            if (!NextKey(ref cursor.IsStarted ? ref last : ref Unsafe.NullRef<byte>(), ref Unsafe.As<TKey, byte>(ref keys[count])))
            {
                cursor.IsAtEnd = true;
                break;
            }

            // If the previous key was deleted, the kernel starts again at the first key. So limit the steps to prevent an endless loop.
            if (++cursor.Steps > (4L * MaxEntries) + 16)
            {
                throw new InvalidOperationException($"The entries of map '{Name}' are deleted faster than they can be read.");
            }

            cursor.IsStarted = true;
            cursor.Place.Key = keys[count];
            var isTaken = command == BpfCommand.MapLookupAndDeleteBatch;
            if (Lookup(ref last, ref Unsafe.Add(ref values, (nint)count * entrySize)) && (!isTaken || Delete(ref last)))
            {
                count++;
            }
        }

        return count;
    }

    private void ThrowUnlessMissing(BpfCommand command, int errno)
    {
        if (!IsMissing(errno))
        {
            throw Failure(NameOf(command), errno);
        }

        IsOneByOne = true;
    }

    private static bool IsMissing(int errno) =>
        errno == Errno.ENOTSUPP || (errno == Errno.EINVAL && RunningKernel.Version < FirstKernels.MapBatches);

    private static string NameOf(BpfCommand command) => command switch
    {
        BpfCommand.MapLookupBatch => "BPF_MAP_LOOKUP_BATCH",
        BpfCommand.MapDeleteBatch => "BPF_MAP_DELETE_BATCH",
        _ => "BPF_MAP_LOOKUP_AND_DELETE_BATCH",
    };
}
