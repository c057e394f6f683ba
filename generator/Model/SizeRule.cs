using System.Globalization;
using System.Linq;

namespace BpfGen.Generator.Model;

/// <summary>The sizes in bytes that the kernel accepts for the key or the value of a map type.</summary>
internal sealed class SizeRule
{
    private readonly string _text;
    private readonly uint[] _numbers;

    private SizeRule(string text)
    {
        _text = text;
        _numbers =
        [
            .. text.Split('-', '/', '+', '*').Where(part => part.Length > 0).Select(part => uint.Parse(part, CultureInfo.InvariantCulture)),
        ];
    }

    /// <summary>Whether maps of the type have no keys, or no values.</summary>
    public bool IsNone => _text == "0";

    /// <summary>Whether the kernel accepts only one size.</summary>
    public bool IsExact => _text[^1] is >= '0' and <= '9' && _numbers.Length == 1;

    /// <summary>Reads a column of <see cref="KernelFacts.MapTypeTable"/>, which explains the notation.</summary>
    /// <returns>The rule; null if the size is not checked, or if the map type is unknown.</returns>
    public static SizeRule? Of(string column) => column is "" or [.., '?'] ? null : new SizeRule(column);

    public bool Contains(uint size) => size == 0 ? IsNone : _text switch
    {
        [.., '+'] => true,
        [.., '*'] => size % _numbers[0] == 0,
        _ when _text.IndexOf('-') > 0 => size >= _numbers[0] && size <= _numbers[1],
        _ => _numbers.Contains(size),
    };

    public override string ToString() => _text switch
    {
        "0" => "none",
        [.., '+'] => "at least 1 byte",
        [.., '*'] => $"a multiple of {_numbers[0]}",
        _ when _text.IndexOf('-') > 0 => $"{_numbers[0]} to {_numbers[1]} bytes",
        _ when IsExact => $"{_numbers[0]} bytes",
        _ => string.Join(" or ", _numbers.OrderBy(number => number)),
    };
}
