using System.Collections.Generic;
using System.Text;
using BpfGen.Generator.Model;
using BpfGen.KernelFacts;
using BpfGen.Loading;
using BpfGen.Wire;

namespace BpfGen.Generator.Signing;

/// <summary>
/// The symbols of the kernel that the loader program finds: those that the object declares, and the targets of its programs. The program
/// finds each symbol once, and keeps it in 8 bytes of its data: the BTF id in the lower half, and the file descriptor of the module's BTF
/// in the upper half (0 for the kernel itself), as the helper returns them. The index of this file descriptor is in the next 8 bytes. A
/// symbol of kind <see cref="KernelSymbolKind.Address"/> is kept as its address. 0 is a missing symbol.
/// </summary>
/// <remarks>
/// Only programs that are loaded count: as in a load without a signature, it is no error if a program that is not loaded refers to a symbol
/// that the kernel does not have.
/// </remarks>
internal sealed class LoaderSymbols
{
    /// <summary>The distance from a symbol to the index of its module.</summary>
    public const int Module = sizeof(ulong);

    private const int FindByNameAndKind = 167;
    private const int FindAddress = 179;

    private const int FunctionKind = 12;
    private const int VariableKind = 14;
    private const int TypedefKind = 8;

    private readonly LoaderCode _code;
    private readonly LoaderBlob _blob;
    private readonly int _firstModule;
    private readonly int _moduleContext;
    private readonly Dictionary<int, int> _symbols = [];
    private readonly Dictionary<(AttachType Type, string Target), int> _targets = [];

    /// <param name="code">The instructions.</param>
    /// <param name="blob">The data.</param>
    /// <param name="descriptors">The offset of the array of file descriptors in the data.</param>
    /// <param name="firstModule">The index in this array of the BTF of the first symbol's module.</param>
    /// <param name="moduleContext">The offset in the context of the same file descriptor.</param>
    public LoaderSymbols(LoaderCode code, LoaderBlob blob, int descriptors, int firstModule, int moduleContext)
    {
        _code = code;
        _blob = blob;
        _firstModule = firstModule;
        _moduleContext = moduleContext;
        Descriptors = descriptors;
    }

    private int Descriptors { get; }

    /// <summary>The offset in the data of a symbol that the object declares.</summary>
    public int this[int symbol] => _symbols[symbol];

    /// <summary>The offset in the data of the target of a program.</summary>
    public int OfTarget(ProgramKind kind) => _targets[(kind.AttachType, kind.Target!)];

    public void Find(ObjectModel model)
    {
        foreach (var index in LoadedSymbols.Of(model))
        {
            var symbol = model.KernelSymbols[index];
            _symbols.Add(index, symbol.Kind == KernelSymbolKind.Address
                ? FindAddressOf(symbol)
                : FindType(symbol.Name, KindOf(symbol.Kind), symbol.IsOptional, _symbols.Count));
        }

        foreach (var program in model.Programs)
        {
            if (program is { AutoLoad: true, Kind: { IsBound: true, Target: { } target } kind }
                && !_targets.ContainsKey((kind.AttachType, target)))
            {
                var name = AttachTargets.PrefixOf(kind.AttachType) + target;
                var found = FindType(
                    name,
                    AttachTargets.IsTypedef(kind.AttachType) ? TypedefKind : FunctionKind,
                    isOptional: false,
                    _symbols.Count + _targets.Count);
                _targets.Add((kind.AttachType, target), found);
            }
        }
    }

    private static int KindOf(KernelSymbolKind kind) => kind switch
    {
        KernelSymbolKind.Variable => VariableKind,
        KernelSymbolKind.Typedef => TypedefKind,
        _ => FunctionKind,
    };

    private int FindType(string name, int kind, bool isOptional, int module)
    {
        var place = Begin(name, out var text, out var length);
        _code.Address(1, text);
        _code.Set(2, length);
        _code.Set(3, kind);
        _code.Set(4, 0);
        _code.Call(FindByNameAndKind);
        EndCall(isOptional);
        _code.Address(1, place);
        _code.Store(LoaderCode.Size.Eight, 1, LoaderCode.Kept);
        _code.Shift(LoaderCode.Kept, 32);
        _code.StoreContext(LoaderCode.Size.Four, LoaderCode.Kept, _moduleContext + (module * sizeof(int)));
        _code.Address(1, Descriptors + ((_firstModule + module) * sizeof(int)));
        _code.Store(LoaderCode.Size.Four, 1, LoaderCode.Kept);
        _code.SkipIfEqual(LoaderCode.Kept, 0, 1);
        _code.Set(LoaderCode.Kept, _firstModule + module);
        _code.Address(1, place + Module);
        _code.Store(LoaderCode.Size.Eight, 1, LoaderCode.Kept);
        return place;
    }

    private int FindAddressOf(KernelSymbolModel symbol)
    {
        var place = Begin(symbol.Name, out var text, out var length);
        _code.Address(1, text);
        _code.Set(2, length);
        _code.Set(3, 0);
        _code.Address(4, place);
        _code.Call(FindAddress);
        EndCall(symbol.IsOptional);
        return place;
    }

    private int Begin(string name, out int text, out int length)
    {
        text = _blob.Add(name);
        length = Encoding.UTF8.GetByteCount(name) + 1;
        _code.Begin(LoaderStep.FindSymbol, text);
        return _blob.Reserve(Module + sizeof(ulong));
    }

    private void EndCall(bool isOptional)
    {
        if (isOptional)
        {
            _code.SkipUnlessNegative(LoaderCode.Kept, 1);
            _code.Set(LoaderCode.Kept, 0);
        }
        else
        {
            _code.ExitIfNegative();
        }
    }
}
