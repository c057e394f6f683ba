using System;
using System.Collections.Generic;
using BpfGen.Btf;

namespace BpfGen.Tool.CSource;

/// <summary>The C header for the types in BTF (<c>vmlinux.h</c>), or the reason why it cannot be written.</summary>
/// <param name="Text">The header; null if the types are damaged.</param>
/// <param name="Failure">
/// The reason why there is no header, as the end of a sentence about the BTF: <c>its types repeat each other too often</c>. Null if there
/// is a header.
/// </param>
internal sealed record CHeaderResult(string? Text, string? Failure);

/// <summary>
/// Writes the types of BTF as a C header for eBPF programs: all structs, unions, enumerations and typedefs with the layout that they have
/// in BTF, and the prototypes of kernel functions that programs may call (kfuncs). The header defines the same macros as bpftool's header.
/// </summary>
internal sealed class CHeader
{
    private const string KernelFunction = "bpf_kfunc";
    private const string FastCall = "bpf_fastcall";

    /// <summary>The compiler's typedef for variable arguments. In the BTF of old compilers, it is a typedef of <c>void</c>.</summary>
    private const string VariableArguments = "__gnuc_va_list";

    /// <summary>Names in the kernel's types that are keywords since C23.</summary>
    private static readonly HashSet<string> NewKeywords =
        new(StringComparer.Ordinal) { "bool", "true", "false", "nullptr", "constexpr", "static_assert", "thread_local", "typeof_unqual" };

    private const string Start = """
        #ifndef __VMLINUX_H__
        #define __VMLINUX_H__

        #ifndef BPF_NO_PRESERVE_ACCESS_INDEX
        #pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)
        #endif

        """;

    private const string Functions = """
        #ifndef BPF_NO_KFUNC_PROTOTYPES
        #ifndef __ksym
        #define __ksym __attribute__((section(".ksyms")))
        #endif

        #ifndef __weak
        #define __weak __attribute__((weak))
        #endif

        #ifndef __bpf_fastcall
        #if __has_attribute(bpf_fastcall)
        #define __bpf_fastcall __attribute__((bpf_fastcall))
        #else
        #define __bpf_fastcall
        #endif
        #endif

        """;

    private const string End = """
        #ifndef BPF_NO_PRESERVE_ACCESS_INDEX
        #pragma clang attribute pop
        #endif

        #endif /* __VMLINUX_H__ */
        """;

    private readonly BtfTypeList _types;
    private readonly CNames _names;
    private readonly CLayout _layout;
    private readonly CBodies _bodies;
    private readonly COrder _order;
    private readonly CText _text;
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);
    private readonly HashSet<uint> _inlined = [];

    private CHeader(BtfTypeList types, int size)
    {
        _types = types;
        _text = new CText(size);
        _names = new CNames(types, size);
        _layout = new CLayout(types, _names);
        _bodies = new CBodies(types, _names, _layout, _text, inlined: type => _inlined.Add(type.Id));
        _order = new COrder(types, Declare, Define);
    }

    /// <summary>Writes the C header for the types in BTF.</summary>
    /// <param name="types">The types.</param>
    /// <param name="size">The size of the BTF in bytes. The length of the header is limited to a multiple of this size.</param>
    public static CHeaderResult Write(BtfTypeList types, int size)
    {
        try
        {
            var header = new CHeader(types, size);
            header.WriteAll();
            return new CHeaderResult(header._text.ToString(), null);
        }
        catch (CSourceException exception)
        {
            return new CHeaderResult(null, exception.Message);
        }
    }

    private void WriteAll()
    {
        Lines(Start);
        for (var id = 1u; _types.At(id) is { } type; id++)
        {
            if (type.Name != 0 && IsWritten(type.Kind))
            {
                _order.Reach(id, isComplete: type.Kind != BtfKind.Forward);
            }
        }

        WriteConstants();
        WriteFunctions();
        Lines(End);
    }

    private static bool IsWritten(BtfKind kind) =>
        BtfKinds.IsComposite(kind) || BtfKinds.IsEnum(kind) || kind is BtfKind.Typedef or BtfKind.Forward;

    /// <summary>Writes the unnamed enumerations that no other written type contains. eBPF programs use their values as constants.</summary>
    private void WriteConstants()
    {
        for (var id = 1u; _types.At(id) is { } type; id++)
        {
            if (BtfKinds.IsEnum(type.Kind) && type is { Name: 0, Count: > 0 } && !_inlined.Contains(id))
            {
                Write(_bodies.Of(type, 0) + ";", HasNewKeyword(type));
            }
        }
    }

    /// <summary>Writes the prototypes of the functions that have the tag <c>bpf_kfunc</c>.</summary>
    private void WriteFunctions()
    {
        var (functions, fast) = (new List<uint>(), new HashSet<uint>());
        for (var id = 1u; _types.At(id) is { } type; id++)
        {
            if (type.Kind == BtfKind.DeclTag && type.Number(0) == uint.MaxValue && _names.Text(type.Name) is var tag)
            {
                if (tag == KernelFunction)
                {
                    functions.Add(type.SizeOrType);
                }
                else if (tag == FastCall)
                {
                    fast.Add(type.SizeOrType);
                }
            }
        }

        var prototypes = new List<(string Name, string Text)>();
        foreach (var id in functions)
        {
            if (_types.At(id) is { Kind: BtfKind.Function } function
                && _types.At(function.SizeOrType) is { Kind: BtfKind.FunctionPrototype } prototype
                && _names.Identifier(function.Name) is var name && !_names.IsIdentifier(name))
            {
                _names.UniqueIdentifier(name);
                _order.Reach(function.SizeOrType, isComplete: false);
                var parameters = _bodies.Declarator.Parameters(prototype, 0, isNamed: true);
                var declaration = _bodies.Declarator.Declare(prototype.SizeOrType, $"{name}({parameters})", 0);
                prototypes.Add((name, $"extern {declaration} __weak __ksym{(fast.Contains(id) ? " __bpf_fastcall" : "")};"));
            }
        }

        if (prototypes.Count > 0)
        {
            Lines(Functions);
            prototypes.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
            foreach (var prototype in prototypes)
            {
                _text.Line(0, prototype.Text);
            }

            Lines("#endif\n");
        }
    }

    private void Declare(BtfTypeRecord type)
    {
        var name = _names.Of(type);
        var keyword = type.Kind == BtfKind.Union || (type.Kind == BtfKind.Forward && type.Flag) ? "union" : "struct";
        if (_declared.Add(keyword + " " + name))
        {
            Write($"{keyword} {name};", isNewKeyword: false);
        }
    }

    private void Define(BtfTypeRecord type)
    {
        switch (type.Kind)
        {
            case BtfKind.Struct or BtfKind.Union:
                // Compute the layout here, because the layouts of all members are known now.
                _layout.Of(type);
                if (type.Name != 0)
                {
                    var keyword = type.Kind == BtfKind.Union ? "union " : "struct ";
                    _declared.Add(keyword + _names.Of(type));
                    Write(_bodies.Of(type, 0) + ";", isNewKeyword: false);
                }

                break;

            case BtfKind.Enum or BtfKind.Enum64
                when type.Name != 0 && (type.Count > 0 || !_names.IsDefined(_names.Of(type))) && _declared.Add("enum " + _names.Of(type)):
                Write(_bodies.Of(type, 0) + ";", HasNewKeyword(type));
                break;

            case BtfKind.Forward:
                Declare(type);
                break;

            case BtfKind.Int or BtfKind.Float when CScalars.BuiltIn(type, _names.Text(type.Name)) is null:
                Write(CScalars.Declare(type, _names.Of(type)), isNewKeyword: false);
                break;

            case BtfKind.Typedef when !_names.IsOfCompiler(type):
                var name = _names.Of(type);
                var target = type.SizeOrType == 0 && name == VariableArguments
                    ? "__builtin_va_list " + name
                    : _bodies.Declarator.Declare(type.SizeOrType, name, 0);
                Write($"typedef {target};", NewKeywords.Contains(name));
                break;
        }
    }

    private bool HasNewKeyword(in BtfTypeRecord enumeration)
    {
        var numbers = enumeration.Kind == BtfKind.Enum64 ? 3 : 2;
        for (var i = 0; i < enumeration.Count; i++)
        {
            if (NewKeywords.Contains(_names.Text(enumeration.Number(i * numbers))))
            {
                return true;
            }
        }

        return false;
    }

    private void Write(string text, bool isNewKeyword)
    {
        if (isNewKeyword)
        {
            Lines("#if !defined(__STDC_VERSION__) || __STDC_VERSION__ < 202311L");
        }

        _text.Add(text).Add("\n");
        if (isNewKeyword)
        {
            Lines("#endif");
        }

        _text.Add("\n");
    }

    private void Lines(string text) => _text.Add(text.Replace("\r", "")).Add("\n");
}
