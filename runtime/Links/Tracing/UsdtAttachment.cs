using System;
using System.Collections.Generic;
using BpfGen.Symbols;

namespace BpfGen.Links;

/// <summary>
/// Attaches a program to every location of a USDT probe, and stores the locations' argument specifications in the object's maps.
/// </summary>
internal sealed class UsdtAttachment(UsdtProgram program, UsdtSpecs? specs, string hook, UsdtOptions options)
{
    private readonly string _subject = LinkFactory.Describe(program, hook);
    private readonly int _pid = options.Pid ?? -1;
    private readonly Dictionary<string, int> _specsByText = [];
    private readonly List<ulong> _addresses = [];
    private readonly List<BpfLink> _links = [];

    /// <exception cref="BpfException">
    /// The binary or probe does not exist, or the kernel rejected an attachment. Nothing is attached.
    /// </exception>
    public UsdtLink Attach(string binaryName, string provider, string name)
    {
        using var found = BinaryFinder.Find(binaryName, options.Pid, _subject);
        using var binary = UserBinary.Open(found, _subject);
        var probes = UsdtProbe.Find(binary, provider, name);
        if (probes.Count == 0)
        {
            throw new BpfException("Attach", _subject,
                $"{binary.Path} has no USDT probe {provider}:{name}. 'readelf -n' lists its probes." +
                UsdtProbe.Nearest(binary, provider, name));
        }

        try
        {
            var cookies = probes.ConvertAll(probe => CookieOf(binary, probe));
            if (program.ExpectedAttachType == AttachType.TraceUprobeMulti)
            {
                _links.Add(UprobeMultiAttachment.Attach(
                    program,
                    found.KernelPath,
                    Each(probes, probe => probe.Offset),
                    Each(probes, probe => probe.Semaphore), [.. cookies], _pid, isReturn: false, hook));
            }
            else
            {
                for (var i = 0; i < probes.Count; i++)
                {
                    var place = new UserPlace(found.KernelPath, probes[i].Offset, hook, _pid, probes[i].Semaphore);
                    _links.Add(ProbeAttachment.User(program, place, isReturn: false, cookies[i], ProbeMode.Newest));
                }
            }

            return program.Links.Add(new UsdtLink(new BpfLinkSet([.. _links]), probes.Count, Forget));
        }
        catch
        {
            new BpfLinkSet([.. _links]).Dispose();
            Forget();
            throw;
        }
    }

    private static ulong[] Each(List<UsdtProbe> probes, Converter<UsdtProbe, ulong> value) => [.. probes.ConvertAll(value)];

    /// <summary>
    /// Returns a location's cookie. The program finds the location's argument specification by the cookie, or, on kernels without
    /// cookies, by the location's address.
    /// </summary>
    private ulong CookieOf(UserBinary binary, UsdtProbe probe)
    {
        // The object has no specification map, so the program reads no arguments and uses the cookie only.
        if (specs is null)
        {
            return options.Cookie;
        }

        var spec = SpecOf(binary, probe, specs);
        if (AttachCookies.Exist)
        {
            return (ulong)spec;
        }

        var address = binary.IsPositionIndependent ? MappedAddress.Of(binary, probe.Offset, _pid, _subject) : probe.Address;
        specs.AddAddress(address, spec, _subject);
        _addresses.Add(address);
        return 0;
    }

    /// <summary>
    /// Returns the id of a location's argument specification. Locations with the same arguments share a specification, unless the arguments
    /// depend on the location.
    /// </summary>
    private int SpecOf(UserBinary binary, UsdtProbe probe, UsdtSpecs table)
    {
        if (_specsByText.TryGetValue(probe.Arguments, out var known))
        {
            return known;
        }

        var registers = UsdtRegisters.OfThisMachine
            ?? throw new BpfException("Attach", _subject,
                "Arguments of USDT probes are supported on x86-64 and arm64 only.");
        var fixedArguments = UsdtArgument.ParseAll(probe.Arguments, registers);
        var arguments = fixedArguments ?? UsdtArgument.ParseAll(probe.Arguments, registers, new UsdtPlace(binary, probe.Address))
            ?? throw new BpfException("Attach", _subject,
                UsdtArgument.Explain(probe.Arguments));
        var key = fixedArguments is null ? $"{probe.Arguments} at 0x{probe.Address:x}" : probe.Arguments;
        return _specsByText[key] = table.Add(arguments, options.Cookie, _subject);
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
                // The maps are disposed, and their entries with them, so there is nothing to remove.
            }
        }

        foreach (var spec in _specsByText.Values)
        {
            specs!.Remove(spec);
        }
    }
}
