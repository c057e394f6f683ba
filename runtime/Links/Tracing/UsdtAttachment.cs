using System;
using System.Collections.Generic;
using BpfGen.Interop;
using BpfGen.Symbols;

namespace BpfGen.Links;

/// <summary>Attaches a program to every place of a USDT probe, and puts down where the arguments are at each.</summary>
internal sealed class UsdtAttachment(UsdtProgram program, UsdtSpecs? specs, string hook, UsdtOptions options)
{
    private readonly string _subject = LinkFactory.Describe(program, hook);
    private readonly int _pid = new UprobeOptions { Pid = options.Pid }.KernelPid;
    private readonly Dictionary<string, int> _specsByText = [];
    private readonly List<ulong> _addresses = [];
    private readonly List<BpfLink> _links = [];

    /// <exception cref="BpfException">There is no such binary or probe, or the kernel refuses. Nothing is attached.</exception>
    public UsdtLink Attach(string binaryName, string provider, string name)
    {
        using var binary = UserBinary.Open(BinaryFinder.Find(binaryName, options.Pid, _subject), _subject);
        var probes = UsdtProbe.Find(binary, provider, name);
        if (probes.Count == 0)
        {
            throw new BpfException("open", Errno.ENOENT, _subject, $"{binary.Path} has no USDT probe {provider}:{name}. 'readelf -n' lists those that it has.");
        }

        try
        {
            var cookies = probes.ConvertAll(probe => CookieOf(binary, probe));
            if (program.ExpectedAttachType == AttachType.TraceUprobeMulti)
            {
                _links.Add(UprobeMultiAttachment.Attach(
                    program, binary.Path, Each(probes, probe => probe.Offset), Each(probes, probe => probe.Semaphore), [.. cookies], _pid, isReturn: false, hook));
            }
            else
            {
                for (var i = 0; i < probes.Count; i++)
                {
                    var place = new UserPlace(binary.Path, probes[i].Offset, hook, _pid, probes[i].Semaphore);
                    _links.Add(ProbeAttachment.User(program, place, isReturn: false, cookies[i], ProbeMode.Newest));
                }
            }

            return new UsdtLink(new BpfLinkSet([.. _links]), probes.Count, Forget);
        }
        catch
        {
            new BpfLinkSet([.. _links]).Dispose();
            Forget();
            throw;
        }
    }

    private static ulong[] Each(List<UsdtProbe> probes, Converter<UsdtProbe, ulong> value) => [.. probes.ConvertAll(value)];

    /// <summary>What leads the program to what is put down of a place's arguments: its cookie, or where there are none its address.</summary>
    private ulong CookieOf(UserBinary binary, UsdtProbe probe)
    {
        // A program that reads no arguments has nowhere to look them up.
        if (specs is null)
        {
            return options.Cookie;
        }

        var spec = SpecOf(probe, specs);
        if (AttachCookies.Exist)
        {
            return (ulong)spec;
        }

        var address = binary.IsPositionIndependent ? MappedAddress.Of(binary.Path, probe.Offset, _pid, _subject) : probe.Address;
        specs.AddAddress(address, spec, _subject);
        _addresses.Add(address);
        return 0;
    }

    /// <summary>Places with the same arguments share what is put down of them.</summary>
    private int SpecOf(UsdtProbe probe, UsdtSpecs table)
    {
        if (_specsByText.TryGetValue(probe.Arguments, out var known))
        {
            return known;
        }

        var registers = UsdtRegisters.OfThisMachine
            ?? throw new BpfException("open", Errno.EOPNOTSUPP, _subject, "Arguments of USDT probes are read on x86-64 and arm64.");
        var arguments = UsdtArgument.ParseAll(probe.Arguments, registers)
            ?? throw new BpfException("open", Errno.EINVAL, _subject, $"Its arguments are written in a way that is not understood: '{probe.Arguments}'.");
        return _specsByText[probe.Arguments] = table.Add(arguments, options.Cookie, _subject);
    }

    private void Forget()
    {
        foreach (var address in _addresses)
        {
            try
            {
                specs!.RemoveAddress(address);
            }
            catch (ObjectDisposedException)
            {
                // The maps are gone, and what was in them with them.
            }
        }

        foreach (var spec in _specsByText.Values)
        {
            specs!.Remove(spec);
        }
    }
}
