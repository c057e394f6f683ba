using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Btf;

/// <summary>
/// Makes an object's BTF fit for the kernel. clang leaves the sizes of data sections and the places of their variables to the loader, and Zig writes
/// names and sizes that the kernel refuses.
/// </summary>
internal sealed class BtfFixer
{
    private const int VariableRecord = 12;
    private const int ParameterRecord = 8;
    private const uint LinkageStatic = 0;
    private const uint LinkageExtern = 2;

    private readonly ElfObject _elf;
    private readonly BtfTypes _types;
    private readonly byte[] _bytes;
    private readonly ILookup<string, ElfSymbol> _symbols;

    private BtfFixer(ElfObject elf, BtfTypes types)
    {
        _elf = elf;
        _types = types;
        _bytes = (byte[])types.Section.Clone();
        _symbols = elf.Symbols.Where(symbol => symbol.Binding != ElfSymbolBinding.Local).ToLookup(symbol => symbol.Name);
    }

    /// <returns>The bytes to hand to the kernel.</returns>
    public static byte[] Fix(ElfObject elf, BtfTypes types)
    {
        var fixer = new BtfFixer(elf, types);
        foreach (var type in types.All)
        {
            fixer.Fix(type);
        }

        return fixer._bytes;
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

            case BtfKind.Pointer or BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.Array or BtfKind.FunctionPrototype:
                // These have no names, and Zig gives them some.
                Write(type.Offset, 0);
                break;

            case BtfKind.Int when type.SizeOrType == 0:
                // Zig's types without a value; nothing of the kind exists at run time.
                Write(type.Offset + 8, 1);
                Write(type.Tail, 8);
                break;
        }

        if (type.Kind is not BtfKind.DataSection and not BtfKind.Int and not BtfKind.DeclTag and not BtfKind.TypeTag)
        {
            FixName(Read(type.Offset));
        }

        if (type.Kind is BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.FunctionPrototype or BtfKind.Enum64)
        {
            var size = type.Kind is BtfKind.Enum or BtfKind.FunctionPrototype ? 8 : VariableRecord;
            for (var i = 0; i < type.Count; i++)
            {
                FixName(Read(type.Tail + (i * size)));
            }
        }
    }

    private void FixFunction(BtfType type)
    {
        if (IsHiddenSubprogram(type.Name))
        {
            // A function that only this object may see is a static one to the verifier, which then knows what its callers pass.
            Write(type.Offset + 4, Read(type.Offset + 4) & ~BtfKinds.CountMask);
        }

        if (_types[type.SizeOrType] is not { Kind: BtfKind.FunctionPrototype } prototype)
        {
            return;
        }

        // A function's parameters must have names, which Zig does not write; any name will do.
        for (var place = prototype.Tail; place < prototype.Tail + (prototype.Count * ParameterRecord); place += ParameterRecord)
        {
            if (Read(place) == 0 && Read(place + 4) != 0)
            {
                Write(place, Read(type.Offset));
            }
        }
    }

    private void FixSection(BtfType type)
    {
        var isFilled = type.SizeOrType != 0;
        if (!isFilled && _elf.Sections.FirstOrDefault(section => section.Name == type.Name) is { } section)
        {
            Write(type.Offset + 8, (uint)section.Size);
        }

        var records = new List<(uint Offset, byte[] Record)>();
        for (var i = 0; i < type.Count; i++)
        {
            var place = type.Tail + (i * VariableRecord);
            FixVariable(place, isFilled);
            records.Add((Read(place + 4), _bytes.AsSpan(place, VariableRecord).ToArray()));
        }

        // The kernel wants them in the order of their places.
        var next = type.Tail;
        foreach (var (_, record) in records.OrderBy(record => record.Offset))
        {
            record.CopyTo(_bytes, next);
            next += VariableRecord;
        }
    }

    private void FixVariable(int place, bool isFilled)
    {
        if (_types[Read(place)] is not { Kind: BtfKind.Variable } variable || Read(variable.Tail) is LinkageStatic or LinkageExtern)
        {
            return;
        }

        if (!isFilled && _symbols[variable.Name].FirstOrDefault() is { } symbol)
        {
            Write(place + 4, (uint)symbol.Value);
        }

        if (IsHidden(variable.Name))
        {
            Write(variable.Tail, LinkageStatic);
        }
    }

    private bool IsHiddenSubprogram(string name) => _symbols[name].Any(symbol =>
        symbol is { IsHidden: true, Type: ElfSymbolType.Function } && symbol.Section < _elf.Sections.Count && _elf.Sections[symbol.Section].Name == ElfConstants.TextSection);

    private bool IsHidden(string name) => _symbols[name].Any(symbol => symbol.IsHidden);

    /// <summary>A name of a type or a member is an identifier to the kernel; what is none keeps its length.</summary>
    private void FixName(uint offset)
    {
        if (offset == 0 || offset >= (uint)_types.Layout.StringsSize)
        {
            return;
        }

        var name = _bytes.AsSpan(_types.Layout.Strings + (int)offset, _types.Layout.StringsSize - (int)offset);
        var end = name.IndexOf((byte)0);
        for (var i = 0; i < end; i++)
        {
            var c = (char)name[i];
            var isAllowed = c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_' || (i > 0 && c is >= '0' and <= '9');
            if (!isAllowed)
            {
                name[i] = (byte)'_';
            }
        }
    }

    private uint Read(int offset) => _elf.Image.UInt32(_bytes.AsSpan(offset));

    private void Write(int offset, uint value) => _elf.Image.Write(_bytes.AsSpan(offset), value);
}
