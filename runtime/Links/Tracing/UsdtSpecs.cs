using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Interop;
using BpfGen.Symbols;

namespace BpfGen.Links;

/// <summary>
/// The two maps of libbpf's <c>usdt.bpf.h</c> in which a program looks up the argument specification of its probe. Since Linux 5.15, the
/// program finds the specification by the attach cookie; on older kernels, by the address of the probed instruction.
/// </summary>
internal sealed class UsdtSpecs(BpfMap specs, BpfMap? addresses)
{
    private const int MostArguments = 12;
    private readonly Lock _lock = new();
    private readonly Stack<int> _free = [];
    private int _next;

    /// <summary>Stores the argument specification of a probe's location.</summary>
    /// <returns>The specification's id, by which the program looks up the specification.</returns>
    /// <exception cref="BpfException">The map is full, or the kernel rejected the update.</exception>
    public int Add(List<UsdtArgument> arguments, ulong cookie, string subject)
    {
        if (arguments.Count > MostArguments)
        {
            throw new BpfException("Attach", subject,
                $"The probe has {arguments.Count} arguments, but usdt.bpf.h supports only {MostArguments}.");
        }

        var spec = Encode(arguments, cookie, specs.ValueSize, subject);
        var id = Take(subject);
        try
        {
            specs.Update(ref Unsafe.As<int, byte>(ref id), in MemoryMarshal.GetArrayDataReference(spec), UpdateMode.Any);
            return id;
        }
        catch
        {
            Remove(id);
            throw;
        }
    }

    /// <summary>Releases the id of a specification, so that another specification can get the same id.</summary>
    public void Remove(int id)
    {
        lock (_lock)
        {
            _free.Push(id);
        }
    }

    /// <summary>Stores which specification belongs to an address.</summary>
    /// <exception cref="BpfException">The map is full, or a program is attached to the address already.</exception>
    public void AddAddress(ulong address, int id, string subject)
    {
        if (addresses is null)
        {
            throw new BpfException("Attach", subject,
                "The object has no map '__bpf_usdt_ip_to_spec_id', which kernels before 5.15 require.");
        }

        if (!addresses.Update(ref Unsafe.As<ulong, byte>(ref address), ref Unsafe.As<int, byte>(ref id), UpdateMode.NoExist))
        {
            throw new BpfException("BPF_MAP_UPDATE_ELEM", Errno.EEXIST, subject,
                $"A program is attached to the probe at 0x{address:x} already. Kernels before 5.15 support one program for each address.");
        }
    }

    public void RemoveAddress(ulong address) => addresses?.Delete(ref Unsafe.As<ulong, byte>(ref address));

    private int Take(string subject)
    {
        lock (_lock)
        {
            return _free.TryPop(out var id) ? id
                : _next < specs.MaxEntries ? _next++
                : throw new BpfException("Attach", subject,
                    $"The map is full: {specs.MaxEntries} probes are attached already. " +
                    "To raise the limit, define BPF_USDT_MAX_SPEC_CNT before you include usdt.bpf.h.");
        }
    }

    /// <summary>
    /// Encodes a <c>struct __bpf_usdt_spec</c>. The specification of an argument has 24 bytes since libbpf 1.7, and 16 bytes in older
    /// versions.
    /// </summary>
    private static byte[] Encode(List<UsdtArgument> arguments, ulong cookie, int size, string subject)
    {
        var stride = (size - 16) / MostArguments;
        if (stride is not (16 or 24) || (stride * MostArguments) + 16 != size)
        {
            throw new BpfException("Attach", subject,
                $"The values of map '__bpf_usdt_specs' have {size} bytes, which is their size in no version of libbpf's usdt.bpf.h.");
        }

        var spec = new byte[size];
        for (var i = 0; i < arguments.Count; i++)
        {
            var place = spec.AsSpan(i * stride, stride);
            var (argument, bits) = (arguments[i], 64 - (8 * Math.Abs(arguments[i].Size)));
            var at = stride == 16 ? EncodeOld(argument, place, subject) : EncodeNew(argument, place);
            MemoryMarshal.Write(place, argument.Value);
            MemoryMarshal.Write(place[at..], (short)argument.Register);
            place[at + 2] = argument.Size < 0 ? (byte)1 : (byte)0;
            place[at + 3] = (byte)bits;
        }

        MemoryMarshal.Write(spec.AsSpan(stride * MostArguments), cookie);
        MemoryMarshal.Write(spec.AsSpan((stride * MostArguments) + 8), (short)arguments.Count);
        return spec;
    }

    /// <returns>The position, in the encoded argument, of the field for the register.</returns>
    private static int EncodeOld(UsdtArgument argument, Span<byte> place, string subject)
    {
        if (argument.Kind == UsdtArgumentKind.Indexed)
        {
            throw new BpfException("Attach", subject,
                "An argument of the probe is addressed by two registers, which requires the usdt.bpf.h of libbpf 1.7 or later.");
        }

        MemoryMarshal.Write(place[8..], (int)argument.Kind);
        return 12;
    }

    /// <returns>The position, in the encoded argument, of the field for the register.</returns>
    private static int EncodeNew(UsdtArgument argument, Span<byte> place)
    {
        place[BitConverter.IsLittleEndian ? 8 : 12] = (byte)argument.Kind;
        if (BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(place[10..], (ushort)(argument.Index | (argument.Scale << 12)));
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(place[10..], (ushort)((argument.Index << 4) | argument.Scale));
        }

        return 14;
    }
}
