using System;
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
/// Reads the <c>extern</c> declarations of an object. The BTF of an undefined symbol contains its type and the section of its declaration
/// (<c>__ksym</c>, <c>__kconfig</c>). An undefined symbol without BTF comes from inline assembly. If 16-byte loads refer to such a symbol,
/// the symbol is a load constant: a number whose value the load options give.
/// </summary>
internal sealed class ExternReader
{
    public const string SymbolSection = ".ksyms";
    public const string ConfigSection = ".kconfig";

    private readonly BtfTypes _types;
    private readonly Dictionary<string, BtfType> _declarations = [];
    private readonly Dictionary<uint, string> _sections = [];
    private readonly List<KernelSymbolModel> _symbols = [];
    private readonly List<ConfigVariable> _config = [];
    private readonly List<string> _constants = [];
    private readonly Dictionary<string, string> _flaws = [];

    private ExternReader(BtfTypes types)
    {
        _types = types;
        foreach (var type in types.All)
        {
            if (type.Kind is BtfKind.Variable or BtfKind.Function && !_declarations.ContainsKey(type.Name))
            {
                _declarations.Add(type.Name, type);
            }
            else if (type.Kind == BtfKind.DataSection)
            {
                foreach (var variable in types.Variables(type))
                {
                    _sections[variable.Type] = type.Name;
                }
            }
        }
    }

    /// <summary>Reads the symbols that an object with BTF does not define.</summary>
    public static ExternTable Read(ElfObject elf, BtfTypes types)
    {
        var undefined = Undefined(elf);
        if (undefined.Count == 0)
        {
            return ExternTable.None;
        }

        var uses = Uses(elf);
        var reader = new ExternReader(types);
        foreach (var symbol in undefined)
        {
            reader.Read(symbol, uses[symbol.Name]);
        }

        return new ExternTable(
            reader._symbols.OrderBy(symbol => symbol.Alias ?? symbol.Name, StringComparer.Ordinal).ToEquatableArray(),
            ConfigLayout.Arrange(reader._config),
            reader._constants.OrderBy(name => name, StringComparer.Ordinal).ToEquatableArray())
        {
            Flaws = reader._flaws,
        };
    }

    /// <summary>
    /// Reads the kernel functions and the load constants that an object without BTF uses. The object has no types to compare, so kernel
    /// functions are found by name only.
    /// </summary>
    public static ExternTable ReadUntyped(ElfObject elf)
    {
        var uses = Uses(elf);
        var maps = new Lazy<HashSet<string>>(() => Maps(elf));
        return new ExternTable(
            Undefined(elf).Where(symbol => IsOnly(ElfRelocationType.Bpf64_32, uses[symbol.Name]))
                .Where(symbol => IsOfKernel(symbol) && HelperNumbers.Of(symbol.Name) is null)
                .Select(symbol => new KernelSymbolModel(symbol.Name, KernelSymbolKind.Function) { IsOptional = IsWeak(symbol) })
                .OrderBy(symbol => symbol.Name, StringComparer.Ordinal)
                .ToEquatableArray(),
            [],
            Undefined(elf).Select(symbol => symbol.Name)
                .Where(name => IsOnly(ElfRelocationType.Bpf64_64, uses[name]) && !maps.Value.Contains(name))
                .OrderBy(name => name, StringComparer.Ordinal)
                .ToEquatableArray());
    }

    private static List<ElfSymbol> Undefined(ElfObject elf) => [.. elf.Symbols
        .Where(symbol => symbol.IsUndefined
            && symbol.Binding != ElfSymbolBinding.Local
            && symbol.Type == ElfSymbolType.None
            && symbol.Name.Length > 0)
        .GroupBy(symbol => symbol.Name)
        .Select(group => group.First())];

    /// <summary>Gets the types of the relocations that refer to each undefined symbol.</summary>
    private static ILookup<string, ElfRelocationType> Uses(ElfObject elf) => elf.Sections.Where(section => section.IsExecutable)
        .SelectMany(elf.RelocationsOf)
        .Where(relocation => relocation.Symbol.IsUndefined)
        .ToLookup(relocation => relocation.Symbol.Name, relocation => relocation.Type);

    /// <summary>Finds the undefined symbols that programs give to helpers as maps.</summary>
    private static HashSet<string> Maps(ElfObject elf) => [.. elf.Sections.Where(section => section.IsExecutable)
        .SelectMany(
            section => elf.RelocationsOf(section)
                .Where(relocation => relocation.Symbol.IsUndefined && MapArguments.Receives(elf.Image, section, relocation.Offset)),
            (_, relocation) => relocation.Symbol.Name)];

    private static bool IsOnly(ElfRelocationType type, IEnumerable<ElfRelocationType> uses) => uses.Any() && uses.All(use => use == type);

    /// <summary>
    /// Tells whether a symbol that is declared without <c>__ksym</c> is looked up in the kernel. This applies to weak symbols, which may be
    /// missing in the kernel, and to functions whose name starts with <c>bpf_</c>, because the kernel's functions have such names.
    /// </summary>
    private static bool IsOfKernel(ElfSymbol symbol) => IsWeak(symbol) || symbol.Name.StartsWith("bpf_", StringComparison.Ordinal);

    private void Read(ElfSymbol symbol, IEnumerable<ElfRelocationType> uses)
    {
        if (HelperNumbers.Of(symbol.Name) is not null && IsOnly(ElfRelocationType.Bpf64_32, uses))
        {
            return;
        }

        if (!_declarations.TryGetValue(symbol.Name, out var type))
        {
            // A declaration in C has BTF, so this symbol comes from assembly code. If only 16-byte loads use the symbol, it is a load
            // constant: the load options give its value.
            if (IsOnly(ElfRelocationType.Bpf64_64, uses))
            {
                _constants.Add(symbol.Name);
            }

            return;
        }

        // Ignore a symbol that is not declared extern. The linker reports code that refers to it as an unresolved relocation.
        if (!BtfTypes.IsExtern(type))
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

            case null when IsWeak(symbol) || (type.Kind == BtfKind.Function && IsOfKernel(symbol)):
                ReadSymbol(symbol, type);
                break;

            case null:
                Report(
                    symbol,
                    type.Kind == BtfKind.Function
                        ? "it is in no section. Use __ksym for a kernel function, or __ksym __weak if the kernel may lack it. "
                            + "If another file of your project defines it, link the objects: bpftool gen object"
                        : "it is in no section. Use __ksym for a kernel symbol, __ksym __weak if the kernel may lack the symbol, or "
                            + "__kconfig for a kernel configuration value. If another file of your project defines it, link the objects: "
                            + "bpftool gen object");
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

    /// <summary>Remembers why a declaration is not valid. This is an error only if a program uses the symbol.</summary>
    private void Report(ElfSymbol symbol, string reason) => _flaws[symbol.Name] = reason;
}
