using System;
using System.Collections.Generic;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Linking;

/// <summary>Finds the variables at ascending offsets of a section, in one pass over its symbols.</summary>
/// <param name="section">The section.</param>
/// <param name="symbols">The symbols of its variables, ordered by offset. In a malformed object, they can overlap.</param>
internal sealed class VariableFinder(ElfSection section, IReadOnlyList<ElfSymbol> symbols)
{
    /// <summary>
    /// The symbols that begin at or before the offset. Symbols that end before the offset are removed from the front of the queue.
    /// </summary>
    private readonly Queue<ElfSymbol> _begun = new();
    private int _next;
    private ulong _lastEnd;

    /// <summary>
    /// Finds the variable at an offset. If no symbol contains the offset, all bytes between the neighboring symbols count as one variable.
    /// </summary>
    /// <param name="offset">The offset: not before the offset of the previous call.</param>
    public (string Name, ulong Start, ulong End) At(ulong offset)
    {
        for (; _next < symbols.Count && symbols[_next].Value <= offset; _next++)
        {
            _begun.Enqueue(symbols[_next]);
        }

        for (; _begun.Count > 0; _begun.Dequeue())
        {
            var symbol = _begun.Peek();
            if (offset < EndOf(symbol))
            {
                return (symbol.Name, symbol.Value, EndOf(symbol));
            }

            _lastEnd = Math.Max(_lastEnd, EndOf(symbol));
        }

        var end = _next < symbols.Count ? Math.Min((ulong)section.Size, symbols[_next].Value) : (ulong)section.Size;
        return ($"at offset {_lastEnd}", _lastEnd, end);
    }

    private static ulong EndOf(ElfSymbol symbol) => unchecked(symbol.Value + symbol.Size);
}
