using System;
using System.Collections.Generic;
using System.IO;
using BpfGen.Btf;
using BpfGen.Interop;

namespace BpfGen.Loading;

/// <summary>Resolves an object's references to kernel symbols. Opens only the files that the symbols require.</summary>
/// <param name="objectName">The object's name, for messages.</param>
/// <param name="given">The kernel's types in the load options; null for those of the running kernel.</param>
internal sealed class KernelResolver(string objectName, KernelBtf? given = null) : IDisposable
{
    private readonly List<int> _modules = [];
    private KernelBtfIndex? _types;

    /// <summary>
    /// The file descriptors of the modules' BTF, by their indexes in calls. Index 0 is the kernel itself, which needs no descriptor.
    /// </summary>
    public int[] Modules => [.. _modules];

    /// <summary>Resolves symbols, and throws if a required one is missing or its type differs.</summary>
    /// <exception cref="BpfException">The kernel lacks a required symbol, or its type differs.</exception>
    public KernelReference[] Resolve(ReadOnlySpan<KernelSymbol> symbols)
    {
        var result = Find(symbols);
        foreach (ref readonly var reference in result.AsSpan())
        {
            if (reference.Failure is { } failure)
            {
                throw failure;
            }
        }

        return result;
    }

    /// <summary>
    /// Finds symbols. The result for a missing symbol has the exception for the programs that use it, so that other programs still load.
    /// </summary>
    /// <exception cref="BpfException">The kernel's BTF or symbol list cannot be used.</exception>
    public KernelReference[] Find(ReadOnlySpan<KernelSymbol> symbols)
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
            // Use only InvalidDataException's message: NativeAOT applications may omit .NET's message texts (UseSystemResourceKeys).
            throw new BpfException("Load", objectName, exception is InvalidDataException
                ? $"The kernel's BTF or symbol list cannot be used: {exception.Message}."
                : $"The kernel's BTF ({KernelBtfIndex.Folder}) or symbol list (/proc/kallsyms) cannot be read.");
        }

        return result;
    }

    public void Dispose() => _types?.Dispose();

    private void ResolveTypes(ReadOnlySpan<KernelSymbol> symbols, List<int> indexes, KernelReference[] result)
    {
        _types = KernelBtf.TryOpen(given);
        var found = _types?.Find(symbols, indexes);
        for (var i = 0; i < indexes.Count; i++)
        {
            var symbol = symbols[indexes[i]];
            var type = found?[i];
            var absence = type is null ? Missing(symbol) : Difference(symbol, type);

            // If the symbol is optional (__weak), a kernel function of another type counts as missing. A variable of another type is
            // always an error.
            var isFailure = absence is not null
                && (!symbol.IsOptional || (type is not null && symbol.Kind == KernelSymbolKind.Variable));
            result[indexes[i]] = absence is null
                ? Reference(type!, symbols[indexes[i]].Kind == KernelSymbolKind.Function)
                : new KernelReference
                {
                    Absence = absence,
                    Name = symbol.Alias ?? symbol.Name,
                    Failure = isFailure
                        ? new BpfException("Load", Describe(symbol), absence)
                        : null,
                };
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
            result[index] = found.TryGetValue(symbol.Name, out var address) || symbol.IsOptional
                ? new KernelReference { Address = address }
                : new KernelReference
                {
                    Failure = new BpfException("Load", Describe(symbol),
                        $"/proc/kallsyms of this kernel ({Release}) has no such symbol."),
                };
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
        _types is null ? $"The kernel ({Release}) has no BTF ({KernelBtfIndex.Path}), which is required to find the symbol: " +
            "it was built without CONFIG_DEBUG_INFO_BTF."
        : $"Neither the kernel ({Release}) nor a loaded module {(symbol.Module is { } module ? $"'{module}' " : "")}has it." +
            (symbol.IsOptional && !symbol.IsTarget ? "" : _types.Nearest(symbol));

    /// <returns>Null if the kernel's type matches the object's.</returns>
    private static string? Difference(in KernelSymbol symbol, KernelType type) =>
        symbol.Signature is null
            || (type.Types.At(type.Id) is { } found && SignatureMatcher.Matches(type.Types, found.SizeOrType, symbol.Signature))
            ? null
            : $"The object's declaration differs from that of {type.Module?.Name ?? "the kernel"} ({Release}). " +
                "Copy the declaration from the kernel's vmlinux.h.";

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
