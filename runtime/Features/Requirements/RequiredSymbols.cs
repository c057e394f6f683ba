using System;
using System.Collections.Generic;
using System.IO;
using BpfGen.Btf;
using BpfGen.Loading;

namespace BpfGen.Features;

/// <summary>Finds the functions, variables and tracepoints that programs use, but that the running kernel does not have.</summary>
/// <param name="given">The types of the kernel; null for the types of the running kernel.</param>
internal sealed class RequiredSymbols(KernelBtf? given) : IDisposable
{
    private KernelBtfIndex? _index;
    private bool _isOpen;

    /// <returns>The reasons, as sentences.</returns>
    /// <exception cref="BpfException">The kernel's types or lists cannot be read.</exception>
    public IEnumerable<string> Missing(ProgramRequirements program)
    {
        if (MissingHook(program) is { } hook)
        {
            yield return hook;
        }

        foreach (var symbol in program.Symbols)
        {
            if (!Has(symbol))
            {
                yield return symbol.Kind == KernelSymbolKind.Function
                    ? $"The program calls '{symbol.Name}', but the kernel has no function with this name and the object's declaration."
                    : $"The program refers to symbol '{symbol.Name}', which the kernel does not have.";
            }
        }
    }

    public void Dispose() => _index?.Dispose();

    private string? MissingHook(ProgramRequirements program)
    {
        if (program.Target is not { } target)
        {
            return null;
        }

        switch (program.Type)
        {
            case ProgramType.Tracing or ProgramType.Lsm:
                return Has(KernelSymbol.OfTarget(program.AttachType, target)) ? null : NoHook();

            case ProgramType.Tracepoint when target.Split('/') is [{ Length: > 0 } category, { Length: > 0 } name, ..]:
                return KernelFeatures.HasTracepoint(category, name) ? null : NoHook();

            case ProgramType.Kprobe when program.Section.TrimStart('?').Split('/')[0] is "kprobe" or "kretprobe":
                var function = target.Split('/')[0].Split('+')[0];
                return KernelFeatures.HasFunction(function[(function.IndexOf(':') + 1)..]) ? null : NoHook();

            default:
                return null;
        }

        string NoHook() => $"The program attaches to '{target}', which the kernel does not have.";
    }

    private bool Has(in KernelSymbol symbol)
    {
        if (symbol.Kind == KernelSymbolKind.Address)
        {
            return KernelFeatures.HasSymbol(symbol.Name);
        }

        try
        {
            if (!_isOpen)
            {
                _isOpen = true;
                _index = KernelBtf.TryOpen(given);
            }

            return _index is null ? throw new BpfException("CheckSupport", $"symbol '{symbol.Name}'", "The kernel has no types (BTF): " +
                    "it was built without CONFIG_DEBUG_INFO_BTF, or /sys is not mounted.")
                : _index.Find([symbol], [0])[0] is { } type && Matches(symbol, type);
        }
        catch (InvalidDataException exception)
        {
            throw new BpfException("CheckSupport", $"symbol '{symbol.Name}'", $"The kernel's types cannot be used: {exception.Message}.");
        }
    }

    private static bool Matches(in KernelSymbol symbol, KernelType type) => symbol.Signature is null
        || (type.Types.At(type.Id) is { } found && SignatureMatcher.Matches(type.Types, found.SizeOrType, symbol.Signature));
}
