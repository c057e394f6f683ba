using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>The symbols that an object uses but does not define.</summary>
/// <param name="Symbols">The kernel's functions and variables.</param>
/// <param name="Config">The configuration values, ordered by offset.</param>
/// <param name="Constants">
/// The names of the load constants (undefined symbols whose values the load options give), sorted by ordinal comparison.
/// </param>
internal sealed record ExternTable(
    EquatableArray<KernelSymbolModel> Symbols, EquatableArray<ConfigVariable> Config, EquatableArray<string> Constants)
{
    private readonly Dictionary<string, int> _symbols =
        Symbols.Select((symbol, i) => (Name: symbol.Alias ?? symbol.Name, Index: i)).ToDictionary(pair => pair.Name, pair => pair.Index);

    private readonly Dictionary<string, ConfigVariable> _config = Config.ToDictionary(value => value.Name);

    private readonly string[] _constants = [.. Constants];

    /// <summary>For each symbol whose declaration is not valid: the reason why the symbol cannot be resolved.</summary>
    public IReadOnlyDictionary<string, string> Flaws { get; init; } = new Dictionary<string, string>();

    public static ExternTable None { get; } = new([], [], []);

    public bool IsEmpty => Symbols.Count + Config.Count == 0;

    /// <summary>The size in bytes of the section that holds the configuration values.</summary>
    public int ConfigSize => Config.Count == 0 ? 0 : Config[Config.Count - 1].Offset + Config[Config.Count - 1].Size;

    /// <returns>The index in <see cref="Symbols"/>; null if no kernel function or variable in the table has the name.</returns>
    public int? SymbolOf(string name) => _symbols.TryGetValue(name, out var index) ? index : null;

    /// <returns>The index of the name in <see cref="Constants"/>; null if the name is not there.</returns>
    public int? ConstantOf(string name)
    {
        var index = System.Array.BinarySearch(_constants, name, System.StringComparer.Ordinal);
        return index < 0 ? null : index;
    }

    public ConfigVariable? ConfigOf(string name) => _config.TryGetValue(name, out var value) ? value : null;
}
