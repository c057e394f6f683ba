using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Btf;

/// <summary>
/// Makes an object's types acceptable to the kernel. clang does not write the sizes of data sections and the offsets of their variables, so
/// the loader must set them. Zig writes names and sizes that the kernel rejects.
/// </summary>
internal sealed class BtfFixer
{
    private const int OffsetInVariable = 1;
    private const uint LinkageStatic = 0;
    private const uint LinkageExtern = 2;
    private const uint EightBits = 8;

    private readonly BtfTypes _types;

    /// <summary>For each section name: the size of the first section with this name.</summary>
    private readonly Dictionary<string, int> _sections = [];

    /// <summary>For each symbol name: the value of the first non-local symbol with this name.</summary>
    private readonly Dictionary<string, ulong> _symbols = [];

    /// <summary>The names of all hidden symbols, and the names of the hidden subprograms.</summary>
    private readonly HashSet<string> _hidden = [];
    private readonly HashSet<string> _hiddenSubprograms = [];

    /// <summary>The types of functions whose parameters have names. Many functions can have the same type.</summary>
    private readonly HashSet<uint> _named = [];
    private readonly Dictionary<uint, uint> _names = [];

    private BtfFixer(ElfObject elf, BtfTypes types)
    {
        _types = types;
        foreach (var section in elf.Sections.Where(section => !_sections.ContainsKey(section.Name)))
        {
            _sections.Add(section.Name, section.Size);
        }

        foreach (var symbol in elf.Symbols.Where(symbol => symbol.Binding != ElfSymbolBinding.Local))
        {
            if (!_symbols.ContainsKey(symbol.Name))
            {
                _symbols.Add(symbol.Name, symbol.Value);
            }

            if (symbol.IsHidden)
            {
                _hidden.Add(symbol.Name);
                if (symbol.Type == ElfSymbolType.Function && symbol.Section < elf.Sections.Count
                    && elf.Sections[symbol.Section].Name == ElfConstants.TextSection)
                {
                    _hiddenSubprograms.Add(symbol.Name);
                }
            }
        }
    }

    /// <summary>Edits the types in place.</summary>
    public static void Fix(ElfObject elf, BtfTypes types)
    {
        var fixer = new BtfFixer(elf, types);
        for (var id = 1u; id < types.All.Count; id++)
        {
            types.Effort.SpendName(types[id]!.Name);
            fixer.Fix(types[id]!);
        }

        for (var id = 1u; id < types.All.Count; id++)
        {
            fixer.FixNames(types[id]!);
        }
    }

    private void Fix(BtfType type)
    {
        switch (type.Kind)
        {
            case BtfKind.DataSection:
                FixSection(type);
                break;

            case BtfKind.Function:
                FixFunction(type);
                break;

            case BtfKind.Int when type.SizeOrType == 0:
                // Zig has integer types of size 0, which the kernel rejects. Replace the size by 1: no variable of such a type exists at
                // run time.
                _types.Replace(type with { SizeOrType = 1, Numbers = [EightBits] });
                break;
        }
    }

    private void FixFunction(BtfType type)
    {
        if (_hiddenSubprograms.Contains(type.Name))
        {
            // The verifier checks a static function together with its callers, so it does not need the types of the arguments.
            _types.Replace(type with { Count = (int)LinkageStatic });
        }

        // The kernel requires names for parameters, and Zig writes none. The kernel accepts any name, so use the function's name.
        if (_types[type.SizeOrType] is { Kind: BtfKind.FunctionPrototype } prototype
            && _named.Add(prototype.Id)
            && Enumerable.Range(0, prototype.Count).Any(i => IsUnnamed(prototype, i)))
        {
            var numbers = (uint[])prototype.Numbers.Clone();
            for (var i = 0; i < prototype.Count; i++)
            {
                numbers[i * prototype.Stride] = IsUnnamed(prototype, i) ? type.NameOffset : numbers[i * prototype.Stride];
            }

            _types.Replace(prototype with { Numbers = numbers });
        }
    }

    private static bool IsUnnamed(BtfType prototype, int parameter) =>
        prototype.Numbers[parameter * prototype.Stride] == 0 && BtfTypes.MemberType(prototype, parameter) != 0;

    private void FixSection(BtfType type)
    {
        var isFilled = type.SizeOrType != 0;
        var size = isFilled ? type.SizeOrType
            : _sections.TryGetValue(type.Name, out var found) ? (uint)found : 0;
        var variables = Enumerable.Range(0, type.Count)
            .Select(i => FixVariable(type.Numbers.AsSpan(i * type.Stride, type.Stride).ToArray(), isFilled));

        // Sort the variables by their offsets, because the kernel requires this order.
        _types.Replace(type with
        {
            SizeOrType = size,
            Numbers = [.. variables.OrderBy(variable => variable[OffsetInVariable]).SelectMany(variable => variable)],
        });
    }

    private uint[] FixVariable(uint[] place, bool isFilled)
    {
        if (_types[place[0]] is not { Kind: BtfKind.Variable } variable || variable.Numbers[0] is LinkageStatic or LinkageExtern)
        {
            return place;
        }

        _types.Effort.SpendName(variable.Name);
        if (!isFilled && _symbols.TryGetValue(variable.Name, out var offset))
        {
            place[OffsetInVariable] = (uint)offset;
        }

        if (_hidden.Contains(variable.Name))
        {
            _types.Replace(variable with { Numbers = [LinkageStatic] });
        }

        return place;
    }

    private void FixNames(BtfType type)
    {
        _types.Effort.Spend(1 + type.Count);
        var name = type.Kind switch
        {
            // The kernel rejects names for types of these kinds, but Zig writes them. So remove the names.
            BtfKind.Pointer or BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.Array or BtfKind.FunctionPrototype => 0u,
            BtfKind.DataSection or BtfKind.Int or BtfKind.DeclTag or BtfKind.TypeTag => type.NameOffset,
            _ => Identifier(type.NameOffset),
        };
        var numbers = type.Numbers;
        if (BtfKinds.IsComposite(type.Kind) || BtfKinds.IsEnum(type.Kind) || type.Kind == BtfKind.FunctionPrototype)
        {
            for (var i = 0; i < type.Count; i++)
            {
                var place = i * type.Stride;
                if (Identifier(numbers[place]) is var fixedName && fixedName != numbers[place])
                {
                    numbers = ReferenceEquals(numbers, type.Numbers) ? (uint[])numbers.Clone() : numbers;
                    numbers[place] = fixedName;
                }
            }
        }

        if (name != type.NameOffset || !ReferenceEquals(numbers, type.Numbers))
        {
            _types.Replace(type with { NameOffset = name, Name = _types.Strings.NameAt(name) ?? "", Numbers = numbers });
        }
    }

    /// <summary>The kernel requires the names of types and members to be C identifiers.</summary>
    /// <returns>The string offset of the name in which <c>_</c> replaces each byte that is not allowed.</returns>
    private uint Identifier(uint offset)
    {
        if (!_names.TryGetValue(offset, out var result))
        {
            var bytes = _types.Strings.BytesAt(offset);
            var name = new char[bytes.Length];
            var isChanged = false;
            for (var i = 0; i < bytes.Length; i++)
            {
                var c = (char)bytes[i];
                var isAllowed = c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_' || (i > 0 && c is >= '0' and <= '9');
                name[i] = isAllowed ? c : '_';
                isChanged |= !isAllowed;
            }

            result = isChanged ? _types.Strings.Add(new string(name)) : offset;
            _names.Add(offset, result);
        }

        return result;
    }
}
