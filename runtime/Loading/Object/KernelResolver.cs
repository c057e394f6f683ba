using System;
using System.Collections.Generic;
using System.IO;
using BpfGen.Btf;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Loading;

/// <summary>
/// Resolves an object's references to kernel symbols. Opens <c>/proc/kallsyms</c>, kernel BTF and module BTF only if a symbol requires it.
/// </summary>
/// <param name="objectName">The object's name, for messages.</param>
/// <param name="given">The kernel's types in the load options; null for those of the running kernel.</param>
internal sealed class KernelResolver(string objectName, KernelBtf? given = null) : IDisposable
{
    private readonly List<int> _modules = [];
    private KernelBtfIndex? _types;

    /// <summary>
    /// The file descriptors of the modules' BTF. A call instruction refers to a module by its index in this array. Index 0 is the kernel
    /// itself, which needs no descriptor.
    /// </summary>
    public int[] Modules => [.. _modules];

    /// <summary>Resolves symbols. Throws if a required symbol is missing or has another type.</summary>
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
    /// Finds symbols. If a symbol is missing, its result contains an exception, which is thrown only when a program that uses the symbol is
    /// loaded. Other programs still load.
    /// </summary>
    public KernelReference[] Find(ReadOnlySpan<KernelSymbol> symbols)
    {
        var result = new KernelReference[symbols.Length];
        var (typed, addresses) = (new List<int>(symbols.Length), new List<int>());
        for (var i = 0; i < symbols.Length; i++)
        {
            (symbols[i].Kind == KernelSymbolKind.Address ? addresses : typed).Add(i);
        }

        Resolve(symbols, typed, result, ResolveTypes);
        Resolve(symbols, addresses, result, ResolveAddresses);
        return result;
    }

    public void Dispose() => _types?.Dispose();

    /// <summary>
    /// Resolves symbols of one kind. If the kernel's BTF or symbol list cannot be read or is damaged, loading fails for every program that
    /// uses one of the symbols. Other programs of the object still load.
    /// </summary>
    private void Resolve(ReadOnlySpan<KernelSymbol> symbols, List<int> indexes, KernelReference[] result, Resolution resolve)
    {
        if (indexes.Count == 0)
        {
            return;
        }

        try
        {
            resolve(symbols, indexes, result);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            // Use only InvalidDataException's message: NativeAOT applications may omit .NET's message texts (UseSystemResourceKeys).
            var reason = exception is InvalidDataException
                ? $"The kernel's BTF or symbol list cannot be used: {exception.Message}."
                : $"The kernel's BTF ({KernelBtfIndex.Folder}) or symbol list (/proc/kallsyms) cannot be read.";
            foreach (var index in indexes)
            {
                result[index] = new KernelReference
                {
                    Absence = reason,
                    Failure = new BpfException("Load", Describe(symbols[index]), reason),
                };
            }
        }
    }

    private delegate void Resolution(ReadOnlySpan<KernelSymbol> symbols, List<int> indexes, KernelReference[] result);

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

        var ambiguous = new Dictionary<string, string>();
        var found = KernelAddresses.Find(names, ambiguous);
        foreach (var index in indexes)
        {
            var symbol = symbols[index];
            var reason = ambiguous.GetValueOrDefault(symbol.Name)
                ?? (found.ContainsKey(symbol.Name) || symbol.IsOptional
                    ? null
                    : $"/proc/kallsyms of this kernel ({Release}) has no symbol of this name.");
            result[index] = reason is null
                ? new KernelReference { Address = found.GetValueOrDefault(symbol.Name) }
                : new KernelReference { Failure = new BpfException("Load", Describe(symbol), reason) };
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
            "it was built without CONFIG_DEBUG_INFO_BTF, or /sys is not mounted."
        : $"Neither the kernel ({Release}) nor a loaded module {(symbol.Module is { } module ? $"'{module}' " : "")}has it." +
            (symbol.IsOptional && !symbol.IsTarget ? ""
                : ForeignArchitecture.SystemCall(symbol.Name) is { Length: > 0 } hint ? hint : _types.Nearest(symbol));

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
