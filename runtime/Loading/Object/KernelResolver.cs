using System;
using System.Collections.Generic;
using System.IO;
using BpfGen.Btf;
using BpfGen.Interop;

namespace BpfGen.Loading;

/// <summary>Finds in the running kernel what an object names. Only files that something named needs are opened.</summary>
internal sealed class KernelResolver(string objectName) : IDisposable
{
    private readonly List<int> _modules = [];
    private KernelBtfIndex? _types;

    /// <summary>The types of modules that calls refer to, by the numbers in the calls; the first is the kernel's own, which needs none.</summary>
    public int[] Modules => [.. _modules];

    /// <exception cref="BpfException">The kernel does not have one of them, or has it otherwise.</exception>
    public KernelReference[] Resolve(ReadOnlySpan<KernelSymbol> symbols)
    {
        var result = new KernelReference[symbols.Length];
        var (typed, addresses) = (new List<int>(symbols.Length), new List<int>());
        for (var i = 0; i < symbols.Length; i++)
        {
            (symbols[i].Kind == KernelSymbolKind.Address ? addresses : typed).Add(i);
        }

        try
        {
            if (typed.Count > 0)
            {
                ResolveTypes(symbols, typed, result);
            }

            if (addresses.Count > 0)
            {
                ResolveAddresses(symbols, addresses, result);
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new BpfException("kernel symbol lookup", Errno.EINVAL, objectName, $"What the kernel says of itself cannot be used: {exception.Message}.");
        }

        return result;
    }

    public void Dispose() => _types?.Dispose();

    private void ResolveTypes(ReadOnlySpan<KernelSymbol> symbols, List<int> indexes, KernelReference[] result)
    {
        _types = KernelBtfIndex.TryOpen();
        var found = _types?.Find(symbols, indexes);
        for (var i = 0; i < indexes.Count; i++)
        {
            var symbol = symbols[indexes[i]];
            var type = found?[i];
            var absence = type is null ? Missing(symbol) : Difference(symbol, type);

            // A function that is not what it was is as good as none to an object that can do without; a variable is not.
            if (absence is not null && (!symbol.IsOptional || (type is not null && symbol.Kind == KernelSymbolKind.Variable)))
            {
                throw new BpfException("kernel symbol lookup", type is null ? Errno.ESRCH : Errno.EINVAL, Describe(symbol), absence);
            }

            result[indexes[i]] = absence is null ? Reference(type!, symbols[indexes[i]].Kind == KernelSymbolKind.Function) : new KernelReference { Absence = absence, Name = symbol.Alias ?? symbol.Name };
        }
    }

    private void ResolveAddresses(ReadOnlySpan<KernelSymbol> symbols, List<int> indexes, KernelReference[] result)
    {
        var names = new List<string>(indexes.Count);
        foreach (var index in indexes)
        {
            names.Add(symbols[index].Name);
        }

        var found = KernelAddresses.Find(names);
        foreach (var index in indexes)
        {
            var symbol = symbols[index];
            if (!found.TryGetValue(symbol.Name, out var address) && !symbol.IsOptional)
            {
                throw new BpfException("kernel symbol lookup", Errno.ESRCH, Describe(symbol), $"/proc/kallsyms of this kernel ({Release}) has no such symbol.");
            }

            result[index] = new KernelReference { Address = address };
        }
    }

    private KernelReference Reference(KernelType type, bool isFunction)
    {
        if (type.Module is not { } module)
        {
            return new KernelReference { Id = type.Id, IsFunction = isFunction };
        }

        if (module.Index == 0)
        {
            if (_modules.Count == 0)
            {
                _modules.Add(0);
            }

            module.Index = (short)_modules.Count;
            _modules.Add((int)module.Descriptor.DangerousGetHandle());
        }

        return new KernelReference
        {
            Id = type.Id,
            IsFunction = isFunction,
            ModuleFd = (int)module.Descriptor.DangerousGetHandle(),
            ModuleIndex = module.Index,
        };
    }

    private string Missing(in KernelSymbol symbol) =>
        _types is null ? $"The kernel ({Release}) does not show its types ({KernelBtfIndex.Path}), by which it would be found: it is built without CONFIG_DEBUG_INFO_BTF."
        : symbol.Module is { } module ? $"Neither the kernel ({Release}) nor its loaded modules have it in a module '{module}'."
        : $"Neither the kernel ({Release}) nor any module that is loaded has it.";

    /// <returns>Null where the kernel's type is like the object's.</returns>
    private static string? Difference(in KernelSymbol symbol, KernelType type) =>
        symbol.Signature is null || (type.Types.At(type.Id) is { } found && SignatureMatcher.Matches(type.Types, found.SizeOrType, symbol.Signature))
            ? null
            : $"The object declares it otherwise than {type.Module?.Name ?? "the kernel"} ({Release}) has it. Declare it as the kernel's vmlinux.h does.";

    private string Describe(in KernelSymbol symbol)
    {
        var kind = symbol.Kind switch
        {
            KernelSymbolKind.Function => "function",
            KernelSymbolKind.Variable => "variable",
            KernelSymbolKind.Typedef => "type",
            _ => "symbol",
        };
        return $"{kind} '{symbol.Alias ?? symbol.Name}' of the kernel, which {objectName} refers to";
    }

    private static string Release => $"Linux {RunningKernel.Version.ToString(3)}";
}
