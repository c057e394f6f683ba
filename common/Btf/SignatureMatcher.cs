namespace BpfGen.Btf;

/// <summary>
/// Compares the signature of a type that an object declares with the kernel's type, by libbpf's rules. See <see cref="BtfSignature"/> for
/// the letters.
/// </summary>
internal ref struct SignatureMatcher
{
    private readonly BtfTypeSource _types;
    private readonly string _signature;
    private int _place;

    private SignatureMatcher(BtfTypeSource types, string signature)
    {
        _types = types;
        _signature = signature;
    }

    public static bool Matches(BtfTypeSource types, uint id, string signature) =>
        new SignatureMatcher(types, signature).Match(id, 0);

    private bool Match(uint id, int depth)
    {
        if (depth > BtfKinds.MaxDepth || _place >= _signature.Length || _types.Skip(id) is not { } type)
        {
            return false;
        }

        return _signature[_place++] switch
        {
            BtfSignature.Int => type.Kind == BtfKind.Int && ((type.Number(0) >> 16) & 0xff) == 0,
            BtfSignature.Pointer => type.Kind == BtfKind.Pointer && Match(type.SizeOrType, depth + 1),
            BtfSignature.Array => type.Kind == BtfKind.Array && Match(type.Number(0), depth + 1),
            BtfSignature.Function => type.Kind == BtfKind.FunctionPrototype && MatchFunction(type, depth),
            BtfSignature.Incompatible => false,
            var letter => letter == BtfSignature.LetterOf(type.Kind),
        };
    }

    private bool MatchFunction(BtfTypeRecord function, int depth)
    {
        for (var i = 0; i < function.Count; i++)
        {
            if (!Match(function.Number((i * 2) + 1), depth + 1))
            {
                return false;
            }
        }

        return _place < _signature.Length && _signature[_place++] == BtfSignature.EndOfParameters && Match(function.SizeOrType, depth + 1);
    }
}
