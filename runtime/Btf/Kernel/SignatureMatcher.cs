namespace BpfGen.Btf;

/// <summary>
/// Compares a type as an object declares it with the kernel's, the way libbpf does: names of structs do not count, and nor do the sizes of integers;
/// what points to what, and how many parameters there are, does.
/// </summary>
/// <remarks>
/// The generator has written the object's type as a text: <c>v</c>oid, <c>i</c>nteger, <c>e</c>numeration, <c>s</c>truct, <c>u</c>nion,
/// <c>f</c>orward declaration, <c>*</c> pointer to what follows, <c>[</c> array of what follows, <c>(</c> the types of a function's parameters
/// <c>)</c> and of its result.
/// </remarks>
internal ref struct SignatureMatcher
{
    /// <summary>No longer chain of types is followed.</summary>
    private const int Deepest = 32;

    private readonly TypeTable _types;
    private readonly string _signature;
    private int _place;

    private SignatureMatcher(TypeTable types, string signature)
    {
        _types = types;
        _signature = signature;
    }

    public static bool Matches(TypeTable types, uint id, string signature) => new SignatureMatcher(types, signature).Match(id, 0);

    private bool Match(uint id, int depth)
    {
        if (depth > Deepest || _place >= _signature.Length || Skip(id) is not { } type)
        {
            return false;
        }

        return _signature[_place++] switch
        {
            'v' => type.Kind == BtfKind.Void,
            's' => type.Kind == BtfKind.Struct,
            'u' => type.Kind == BtfKind.Union,
            'f' => type.Kind == BtfKind.Forward,
            'e' => type.Kind is BtfKind.Enum or BtfKind.Enum64,
            'i' => type.Kind == BtfKind.Int && ((type.Number(0) >> 16) & 0xff) == 0,
            '*' => type.Kind == BtfKind.Pointer && Match(type.SizeOrType, depth + 1),
            '[' => type.Kind == BtfKind.Array && Match(type.Number(0), depth + 1),
            '(' => type.Kind == BtfKind.FunctionPrototype && MatchFunction(type, depth),
            _ => false,
        };
    }

    private bool MatchFunction(TypeRecord function, int depth)
    {
        for (var i = 0; i < function.Count; i++)
        {
            if (!Match(function.Number((i * 2) + 1), depth + 1))
            {
                return false;
            }
        }

        return _place < _signature.Length && _signature[_place++] == ')' && Match(function.SizeOrType, depth + 1);
    }

    private readonly TypeRecord? Skip(uint id)
    {
        var type = _types.At(id);
        for (var depth = 0; type is { IsModifier: true } modifier; depth++)
        {
            type = depth < Deepest ? _types.At(modifier.SizeOrType) : null;
        }

        return type;
    }
}
