using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>The functions of an object. The linker finds the target of a call by the offset at which the function starts.</summary>
internal sealed class FunctionTable
{
    private readonly Dictionary<(int Section, long Offset), CodeFunction> _byPlace = [];
    private readonly Dictionary<string, CodeFunction> _subprograms = [];

    private FunctionTable(IReadOnlyList<CodeFunction> functions)
    {
        All = functions;
        foreach (var function in functions)
        {
            _byPlace[(function.Section.Index, function.Start)] = function;
            if (function.IsSubprogram && !_subprograms.ContainsKey(function.Name))
            {
                _subprograms.Add(function.Name, function);
            }
        }
    }

    /// <summary>All functions, in file order.</summary>
    public IReadOnlyList<CodeFunction> All { get; }

    /// <returns>The subprogram of this name, or null.</returns>
    public CodeFunction? Subprogram(string name) => _subprograms.TryGetValue(name, out var function) ? function : null;

    /// <returns>The function that starts at exactly this offset, or null.</returns>
    public CodeFunction? At(ElfSection section, long offset) =>
        _byPlace.TryGetValue((section.Index, offset), out var function) ? function : null;

    public static FunctionTable Read(ElfObject elf, TypeRequests requests, ProblemList problems)
    {
        var called = CallTargets.Find(elf);
        return new(elf.Sections.Where(CallTargets.IsCode)
            .SelectMany(section => ReadSection(elf, section, called, problems))
            .Select(function => function with { Request = requests.OfProgram(function.Name) })
            .ToList());
    }

    private static IEnumerable<CodeFunction> ReadSection(
        ElfObject elf, ElfSection section, HashSet<(int Section, long Offset)> called, ProblemList problems)
    {
        var symbols = Symbols(elf, section, called);
        if (symbols.Count == 0)
        {
            problems.Add(Rules.CodeWithoutProgram, Printable.Name(section.Name), section.Size);
        }

        var end = 0;
        foreach (var symbol in symbols)
        {
            if (Flaw(section, symbol, end) is { } flaw)
            {
                problems.Add(Rules.BadProgram, Printable.Name(symbol.Name), Printable.Name(section.Name), flaw);
                continue;
            }

            var function = new CodeFunction(symbol.Name, section, (int)symbol.Value, (int)symbol.Size)
            {
                IsGlobal = symbol.Binding != ElfSymbolBinding.Local && !symbol.IsHidden,
                IsStatic = symbol.Binding == ElfSymbolBinding.Local,
                IsCalled = called.Contains((section.Index, (long)symbol.Value)),
            };
            end = function.End;
            yield return function;
        }
    }

    /// <summary>
    /// Gets the symbols of functions. Assemblers and LLVM before 8 write these symbols without a type and a size. A function without a size
    /// ends where the next function begins. A local symbol without a type is a static function if an instruction calls it, and otherwise a
    /// label inside a function.
    /// </summary>
    private static List<ElfSymbol> Symbols(ElfObject elf, ElfSection section, HashSet<(int Section, long Offset)> called)
    {
        var typed = elf.DefinitionsIn(section, ElfSymbolType.Function).ToList();
        var (next, end) = (0, 0ul);
        var untyped = elf.DefinitionsIn(section, ElfSymbolType.None)
            .Where(symbol => symbol.Value < (ulong)section.Size)
            .Where(symbol => symbol.Binding != ElfSymbolBinding.Local || called.Contains((section.Index, (long)symbol.Value)))
            .Where(symbol => !IsInside(symbol.Value))
            .ToList();
        if (untyped.Count == 0)
        {
            return typed;
        }

        List<ElfSymbol> all = [.. typed.Concat(untyped).OrderBy(symbol => symbol.Value)];
        return [.. all.Select((symbol, i) => symbol.Type == ElfSymbolType.None && symbol.Size == 0
            ? symbol with { Size = (i + 1 < all.Count ? all[i + 1].Value : (ulong)section.Size) - symbol.Value }
            : symbol)];

        // Both symbol lists are ordered by offset, so one pass over each list is enough.
        bool IsInside(ulong offset)
        {
            for (; next < typed.Count && typed[next].Value <= offset; next++)
            {
                end = Math.Max(end, typed[next].Value + typed[next].Size);
            }

            return offset < end;
        }
    }

    private static string? Flaw(ElfSection section, ElfSymbol symbol, int previousEnd)
    {
        const string Fix = ". Compile the object again";
        var length = (ulong)section.Data.Length;
        return symbol.Value > length || symbol.Size > length - symbol.Value
                ? $"its {symbol.Size} bytes at offset {symbol.Value} do not fit into the section, which has {length} bytes{Fix}"
            : symbol.Size == 0 ? "it has no instructions" + Fix
            : symbol.Value % Instruction.Size != 0 || symbol.Size % Instruction.Size != 0
                ? $"its {symbol.Size} bytes at offset {symbol.Value} are not whole instructions of {Instruction.Size} bytes{Fix}"
            : symbol.Value < (ulong)previousEnd
                ? $"it begins at offset {symbol.Value}, inside the function before it, which ends at offset {previousEnd}{Fix}"
            : null;
    }
}
