using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>What an object declares and the kernel defines.</summary>
/// <param name="Symbols">Functions and variables of the kernel.</param>
/// <param name="Config">Values of its configuration, in the order of their places.</param>
internal sealed record ExternTable(EquatableArray<KernelSymbolModel> Symbols, EquatableArray<ConfigVariable> Config)
{
    private readonly Dictionary<string, int> _symbols =
        Symbols.Select((symbol, i) => (Name: symbol.Alias ?? symbol.Name, Index: i)).ToDictionary(pair => pair.Name, pair => pair.Index);

    private readonly Dictionary<string, ConfigVariable> _config = Config.ToDictionary(value => value.Name);

    public static ExternTable None { get; } = new([], []);

    public bool IsEmpty => Symbols.Count + Config.Count == 0;

    /// <summary>The size of the section that the values of the configuration make.</summary>
    public int ConfigSize => Config.Count == 0 ? 0 : Config[Config.Count - 1].Offset + Config[Config.Count - 1].Size;

    /// <returns>The index of a function or variable of the kernel, or null.</returns>
    public int? SymbolOf(string name) => _symbols.TryGetValue(name, out var index) ? index : null;

    public ConfigVariable? ConfigOf(string name) => _config.TryGetValue(name, out var value) ? value : null;
}
