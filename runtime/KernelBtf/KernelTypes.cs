using System;
using System.Collections.Generic;
using System.Text;
using BpfGen.Loading;

namespace BpfGen.KernelBtf;

/// <summary>The types of the running kernel and of its modules.</summary>
internal sealed class KernelTypes : IDisposable
{
    public const string Folder = "/sys/kernel/btf";
    public const string Kernel = "vmlinux";
    public const string Path = Folder + "/" + Kernel;

    private readonly BtfImage _image;
    private readonly TypeTable _types;
    private List<KernelModule>? _modules;

    private KernelTypes(BtfImage image)
    {
        _image = image;
        _types = new TypeTable(image);
    }

    /// <returns>The types, or null where the kernel shows none.</returns>
    /// <exception cref="System.IO.InvalidDataException">What it shows is damaged.</exception>
    public static KernelTypes? TryOpen() => BtfImage.TryOpen(Path) is { } image ? new KernelTypes(image) : null;

    /// <summary>Finds what an object names by type, all of it in one pass, and what the kernel itself does not have in its modules.</summary>
    /// <param name="symbols">What to find.</param>
    /// <param name="indexes">Which of them.</param>
    /// <returns>For each of those what was found, or null.</returns>
    /// <exception cref="System.IO.InvalidDataException">The kernel's types are damaged.</exception>
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

    public void Dispose()
    {
        _image.Dispose();
        _modules?.ForEach(module => module.Dispose());
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

    private static BtfKind KindOf(KernelSymbolKind kind) => kind switch
    {
        KernelSymbolKind.Variable => BtfKind.Variable,
        KernelSymbolKind.Typedef => BtfKind.Typedef,
        _ => BtfKind.Function,
    };
}
