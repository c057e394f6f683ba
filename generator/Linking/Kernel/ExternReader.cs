using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Model;
using BpfGen.Loading;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Reads the <c>extern</c> declarations of an object. The BTF of an undefined symbol states its type and the section that it is declared in
/// (<c>__ksym</c>, <c>__kconfig</c>).
/// </summary>
internal sealed class ExternReader
{
    public const string SymbolSection = ".ksyms";
    public const string ConfigSection = ".kconfig";

    private readonly BtfTypes _types;
    private readonly ProblemList _problems;
    private readonly Dictionary<string, BtfType> _declarations = [];
    private readonly Dictionary<uint, string> _sections = [];
    private readonly List<KernelSymbolModel> _symbols = [];
    private readonly List<ConfigVariable> _config = [];

    private ExternReader(BtfTypes types, ProblemList problems)
    {
        _types = types;
        _problems = problems;
        foreach (var type in types.All)
        {
            if (type.Kind is BtfKind.Variable or BtfKind.Function && !_declarations.ContainsKey(type.Name))
            {
                _declarations.Add(type.Name, type);
            }
            else if (type.Kind == BtfKind.DataSection)
            {
                foreach (var variable in BtfTypes.Variables(type))
                {
                    _sections[variable.Type] = type.Name;
                }
            }
        }
    }

    public static ExternTable Read(ElfObject elf, BtfTypes types, ProblemList problems)
    {
        var undefined = elf.Symbols
            .Where(symbol => symbol.IsUndefined
                && symbol.Binding != ElfSymbolBinding.Local
                && symbol.Type == ElfSymbolType.None
                && symbol.Name.Length > 0)
            .ToList();
        if (undefined.Count == 0)
        {
            return ExternTable.None;
        }

        var reader = new ExternReader(types, problems);
        foreach (var symbol in undefined.GroupBy(symbol => symbol.Name).Select(group => group.First()))
        {
            reader.Read(symbol);
        }

        return new ExternTable(
            reader._symbols.OrderBy(symbol => symbol.Alias ?? symbol.Name, System.StringComparer.Ordinal).ToEquatableArray(),
            ConfigLayout.Arrange(reader._config));
    }

    private void Read(ElfSymbol symbol)
    {
        // Without an extern declaration in BTF, the symbol is reported as an unresolved relocation if code refers to it.
        if (!_declarations.TryGetValue(symbol.Name, out var type) || !BtfTypes.IsExtern(type))
        {
            return;
        }

        _sections.TryGetValue(type.Id, out var section);
        switch (section)
        {
            case SymbolSection:
                ReadSymbol(symbol, type);
                break;

            case ConfigSection when type.Kind == BtfKind.Variable:
                ReadConfig(symbol, type);
                break;

            case ConfigSection:
                Report(
                    symbol, $"it is a function, but section '{ConfigSection}' (__kconfig) is for variables. Use __ksym for a kernel "
                        + "function");
                break;

            case null:
                Report(symbol, "it is in no section. Use __ksym for a kernel symbol, or __kconfig for a kernel configuration value");
                break;

            default:
                Report(
                    symbol,
                    $"it is in section {Printable.Name(section)}. Use '{SymbolSection}' (__ksym) for a kernel symbol, or '{ConfigSection}' "
                    + "(__kconfig) for a kernel configuration value");
                break;
        }
    }

    private void ReadSymbol(ElfSymbol symbol, BtfType type)
    {
        var target = _types.Skip(type.SizeOrType);
        if (target is null)
        {
            Report(symbol, "its type is incomplete in BTF");
            return;
        }

        if (target.Kind == BtfKind.Void)
        {
            _symbols.Add(new KernelSymbolModel(symbol.Name, KernelSymbolKind.Address) { IsOptional = IsWeak(symbol) });
        }
        else if (TypeSignature.Of(_types, target.Id) is not { } signature)
        {
            Report(symbol, "its type is nested too deeply");
        }
        else if (type.Kind == BtfKind.Variable)
        {
            _symbols.Add(
                new KernelSymbolModel(symbol.Name, KernelSymbolKind.Variable) { IsOptional = IsWeak(symbol), Signature = signature });
        }
        else
        {
            var name = WithoutFlavor(symbol.Name);
            _symbols.Add(new KernelSymbolModel(name, KernelSymbolKind.Function)
            {
                Alias = name == symbol.Name ? null : symbol.Name,
                IsOptional = IsWeak(symbol),
                Signature = signature,
            });
        }
    }

    private void ReadConfig(ElfSymbol symbol, BtfType type)
    {
        if (ConfigLayout.Read(_types, symbol.Name, type.SizeOrType) is { } value)
        {
            _config.Add(value with { IsOptional = IsWeak(symbol) });
        }
        else
        {
            Report(
                symbol,
                "its type cannot hold a kernel configuration value. Use an integer, 'bool', 'char', an array of 'char' "
                + "or 'enum libbpf_tristate'");
        }
    }

    /// <summary>
    /// Removes the flavor: a suffix after three underscores that distinguishes several declarations of a kernel function, such as
    /// <c>bpf_foo___old</c>.
    /// </summary>
    private static string WithoutFlavor(string name)
    {
        for (var i = name.Length - 5; i > 0; i--)
        {
            if (name[i] != '_' && name[i + 1] == '_' && name[i + 2] == '_' && name[i + 3] == '_' && name[i + 4] != '_')
            {
                return name.Substring(0, i + 1);
            }
        }

        return name;
    }

    private static bool IsWeak(ElfSymbol symbol) => symbol.Binding == ElfSymbolBinding.Weak;

    private void Report(ElfSymbol symbol, string reason) => _problems.Add(Rules.BadExtern, Printable.Name(symbol.Name), reason);
}
