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
/// The two maps of libbpf's <c>usdt.bpf.h</c>, in which a program looks up where the arguments of its probe are: by its cookie, or, before
/// Linux 5.15, by the address of the instruction.
/// </summary>
internal sealed class UsdtSpecs(BpfMap specs, BpfMap? addresses)
{
    private const int MostArguments = 12;
    private readonly Lock _lock = new();
    private readonly Stack<int> _free = [];
    private int _next;

    /// <summary>Puts down where a probe's arguments are.</summary>
    /// <returns>The number that the program will look it up by.</returns>
    /// <exception cref="BpfException">There is no room, or the kernel refuses.</exception>
    public int Add(List<UsdtArgument> arguments, ulong cookie, string subject)
    {
        if (arguments.Count > MostArguments)
        {
            throw new BpfException("BPF_MAP_UPDATE_ELEM", Errno.E2BIG, subject, $"The probe has {arguments.Count} arguments; usdt.bpf.h takes {MostArguments}.");
        }

        var spec = Encode(arguments, cookie, specs.ValueSize, subject);
        var id = Take(subject);
        specs.Update(ref Unsafe.As<int, byte>(ref id), in MemoryMarshal.GetArrayDataReference(spec), UpdateMode.Any);
        return id;
    }

    /// <summary>The number may be used again.</summary>
    public void Remove(int id)
    {
        lock (_lock)
        {
            _free.Push(id);
        }
    }

    /// <summary>Puts down which number belongs to an address.</summary>
    /// <exception cref="BpfException">There is no room, or another probe has the address.</exception>
    public void AddAddress(ulong address, int id, string subject)
    {
        if (addresses is null)
        {
            throw new BpfException("BPF_MAP_UPDATE_ELEM", Errno.ENOENT, subject, "The object has no map '__bpf_usdt_ip_to_spec_id', which kernels before 5.15 need.");
        }

        if (!addresses.Update(ref Unsafe.As<ulong, byte>(ref address), ref Unsafe.As<int, byte>(ref id), UpdateMode.NoExist))
        {
            throw new BpfException("BPF_MAP_UPDATE_ELEM", Errno.EEXIST, subject, $"A program is attached to the probe at 0x{address:x} already, and kernels before 5.15 cannot tell two apart.");
        }
    }

    public void RemoveAddress(ulong address) => addresses?.Delete(ref Unsafe.As<ulong, byte>(ref address));

    private int Take(string subject)
    {
        lock (_lock)
        {
            return _free.TryPop(out var id) ? id
                : _next < specs.MaxEntries ? _next++
                : throw new BpfException("BPF_MAP_UPDATE_ELEM", Errno.E2BIG, subject, $"There are {specs.MaxEntries} probes attached already: define BPF_USDT_MAX_SPEC_CNT before usdt.bpf.h to have room for more.");
        }
    }

    /// <summary><c>struct __bpf_usdt_spec</c>: since libbpf 1.7 an argument has 24 bytes, and had 16 before.</summary>
    private static byte[] Encode(List<UsdtArgument> arguments, ulong cookie, int size, string subject)
    {
        var stride = (size - 16) / MostArguments;
        if (stride is not (16 or 24) || (stride * MostArguments) + 16 != size)
        {
            throw new BpfException("BPF_MAP_UPDATE_ELEM", Errno.EINVAL, subject, $"The values of map '__bpf_usdt_specs' have {size} bytes, which no usdt.bpf.h of libbpf defines.");
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

    /// <returns>Where the register's offset goes.</returns>
    private static int EncodeOld(UsdtArgument argument, Span<byte> place, string subject)
    {
        if (argument.Kind == UsdtArgumentKind.Indexed)
        {
            throw new BpfException("BPF_MAP_UPDATE_ELEM", Errno.EOPNOTSUPP, subject, "An argument of the probe is addressed by two registers, which the usdt.bpf.h of libbpf 1.7 and later reads.");
        }

        MemoryMarshal.Write(place[8..], (int)argument.Kind);
        return 12;
    }

    /// <returns>Where the register's offset goes.</returns>
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
