using System;
using System.Collections.Generic;
using System.Text;
using BpfGen.CoreRelocations;
using BpfGen.Errors;
using BpfGen.Loading;

namespace BpfGen.Btf;

/// <summary>The types of the running kernel and of its modules.</summary>
internal sealed class KernelBtfIndex : IDisposable
{
    public const string Folder = "/sys/kernel/btf";
    public const string Kernel = "vmlinux";
    public const string Path = Folder + "/" + Kernel;

    private const string StructOpsPrefix = "bpf_struct_ops_";

    private readonly IDisposable _owned;
    private readonly TypeTable _types;
    private List<KernelModule>? _modules;

    private KernelBtfIndex(BtfImage image, IDisposable owned)
    {
        _owned = owned;
        _types = new TypeTable(image);
    }

    /// <returns>The types, or null if the kernel has no BTF file.</returns>
    /// <exception cref="System.IO.InvalidDataException">The kernel's BTF is damaged.</exception>
    public static KernelBtfIndex? TryOpen() => BtfImage.TryOpen(Path) is { } image ? new KernelBtfIndex(image, image) : null;

    /// <summary>The types in a file, without modules. The image stays mapped until the result is disposed.</summary>
    public static KernelBtfIndex Of(BtfImage image) => new(image, image.Use()) { _modules = [] };

    /// <summary>Finds all types that may match a type of an object. If the kernel does not have a type, its modules are searched.</summary>
    /// <param name="wanted">The names and kinds.</param>
    /// <returns>For each wanted type, at its index: the list of the types that were found.</returns>
    /// <exception cref="System.IO.InvalidDataException">The BTF of the kernel or of a module is damaged.</exception>
    public List<TypeCandidate>[] FindAll(WantedTypes wanted)
    {
        var found = new List<TypeCandidate>[wanted.Count];
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = [];
        }

        _types.FindAll(wanted, found);
        if (Array.Exists(found, types => types.Count == 0))
        {
            FindInModules(wanted, found);
        }

        return found;
    }

    /// <summary>
    /// Finds the types of kernel symbols, in one pass for all symbols. If the kernel does not have a symbol, its modules are searched.
    /// </summary>
    /// <param name="symbols">The symbols that the object names.</param>
    /// <param name="indexes">The indexes of the symbols to find.</param>
    /// <returns>The type for each index, or null if the symbol was not found.</returns>
    /// <exception cref="System.IO.InvalidDataException">The BTF of the kernel or of a module is damaged.</exception>
    public KernelType?[] Find(ReadOnlySpan<KernelSymbol> symbols, List<int> indexes)
    {
        var names = new List<byte[]>(indexes.Count);
        var wanted = new (int Name, BtfKind Kind)[indexes.Count];
        var known = new Dictionary<string, int>(indexes.Count);
        for (var i = 0; i < indexes.Count; i++)
        {
            var symbol = symbols[indexes[i]];
            if (!known.TryGetValue(symbol.Name, out var name))
            {
                known.Add(symbol.Name, name = names.Count);
                names.Add(Encoding.UTF8.GetBytes(symbol.Name));
            }

            wanted[i] = (name, KindOf(symbol.Kind));
        }

        var nameTable = names.ToArray();
        var found = new KernelType?[indexes.Count];
        Take(found, _types.Find(nameTable, wanted), symbols, indexes, module: null);
        if (Array.IndexOf(found, null) >= 0)
        {
            foreach (var module in _modules ??= KernelModules.Open(_types))
            {
                Take(found, module.Types.Find(nameTable, wanted), symbols, indexes, module);
            }
        }

        return found;
    }

    /// <summary>Finds a struct_ops type of the kernel or of one of its modules.</summary>
    /// <param name="name">The name of the struct.</param>
    /// <returns>The type, or null if neither the kernel nor a module supports it.</returns>
    /// <exception cref="System.IO.InvalidDataException">The BTF of the kernel or of a module is damaged.</exception>
    public StructOpsType? FindStructOps(string name)
    {
        byte[][] names = [Encoding.UTF8.GetBytes(StructOpsPrefix + name), Encoding.UTF8.GetBytes(name)];
        (int, BtfKind)[] wanted = [(0, BtfKind.Struct), (1, BtfKind.Struct)];
        var own = _types.Find(names, wanted);
        if (own[0] != 0)
        {
            return StructOps(_types, module: null, own[0], own[1]);
        }

        foreach (var module in _modules ??= KernelModules.Open(_types))
        {
            var ids = module.Types.Find(names, wanted);
            if (ids[0] != 0)
            {
                return StructOps(module.Types, module, ids[0], ids[1] != 0 ? ids[1] : own[1]);
            }
        }

        return null;
    }

    /// <summary>Finds symbols of the same kind with a similar name, for messages.</summary>
    /// <param name="symbol">The symbol that the kernel does not have.</param>
    /// <returns>
    /// The question <c> Did you mean '…'?</c> for the message, with a space before it; empty if no symbol has a similar name.
    /// </returns>
    public string Nearest(in KernelSymbol symbol) =>
        symbol.Kind == KernelSymbolKind.Address ? "" : Nearest(symbol.Prefix, symbol.Name[symbol.Prefix.Length..], KindOf(symbol.Kind));

    /// <summary>Finds struct_ops types with a similar name, for messages.</summary>
    public string NearestStructOps(string name) => Nearest(StructOpsPrefix, name, BtfKind.Struct);

    public void Dispose()
    {
        _owned.Dispose();
        _modules?.ForEach(module => module.Dispose());
    }

    private string Nearest(string prefix, string name, BtfKind kind)
    {
        var nearest = new NearestNames(name);
        var start = Encoding.UTF8.GetBytes(prefix);
        _types.Offer(kind, start, nearest);
        foreach (var module in _modules ??= KernelModules.Open(_types))
        {
            module.Types.Offer(kind, start, nearest);
        }

        return nearest.Question;
    }

    private void FindInModules(WantedTypes wanted, List<TypeCandidate>[] found)
    {
        var isMissing = Array.ConvertAll(found, types => types.Count == 0);
        foreach (var module in _modules ??= KernelModules.Open(_types))
        {
            var own = new List<TypeCandidate>[wanted.Count];
            for (var i = 0; i < own.Length; i++)
            {
                own[i] = isMissing[i] ? found[i] : [];
            }

            module.Types.FindAll(wanted, own);
        }
    }

    private void Take(KernelType?[] found, uint[] ids, ReadOnlySpan<KernelSymbol> symbols, List<int> indexes, KernelModule? module)
    {
        for (var i = 0; i < ids.Length; i++)
        {
            var asked = symbols[indexes[i]].Module;
            if (ids[i] != 0 && found[i] is null && (asked is null || asked == (module?.Name ?? Kernel)))
            {
                found[i] = new KernelType(ids[i], module?.Types ?? _types, module);
            }
        }
    }

    /// <summary>
    /// Finds the struct in the type of the map's values: the struct is a member of a value, after the members for the kernel's state.
    /// </summary>
    private static StructOpsType? StructOps(TypeTable types, KernelModule? module, uint value, uint id)
    {
        if (types.At(value) is not { } holder || holder.SizeOrType > int.MaxValue)
        {
            return null;
        }

        for (var i = 0; i < holder.Count; i++)
        {
            if (holder.Number((i * 3) + 1) == id)
            {
                return new StructOpsType(module, types, id, value, (int)holder.SizeOrType, (int)(holder.Number((i * 3) + 2) / 8));
            }
        }

        return null;
    }

    private static BtfKind KindOf(KernelSymbolKind kind) => kind switch
    {
        KernelSymbolKind.Variable => BtfKind.Variable,
        KernelSymbolKind.Typedef => BtfKind.Typedef,
        _ => BtfKind.Function,
    };
}
