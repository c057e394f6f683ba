using System.Text;

namespace BpfGen.Tool.CSource;

/// <summary>
/// A part of the header's text. The total length of the header is limited to a multiple of the BTF's size. Without this limit, a few bytes
/// of damaged BTF could produce a huge header, because unnamed types are written wherever they are used.
/// </summary>
internal sealed class CText
{
    private const int MostCopies = 64;
    private const int FewCharacters = 1 << 20;

    private readonly StringBuilder _text = new();
    private readonly CText? _whole;
    private long _rest;

    /// <param name="size">The size of the BTF in bytes.</param>
    public CText(int size) => _rest = ((long)MostCopies * size) + FewCharacters;

    /// <param name="whole">The larger text that contains this part.</param>
    public CText(CText whole) => _whole = whole;

    public CText Add(string text)
    {
        _text.Append(Count(text));
        return this;
    }

    public CText Tabs(int indent)
    {
        _text.Append('\t', indent);
        return this;
    }

    public CText Line(int indent, string text)
    {
        _text.Append('\t', indent).Append(Count(text)).Append('\n');
        return this;
    }

    /// <summary>Adds the length of a text to the header's total length. Throws if the header becomes too long.</summary>
    public string Count(string text)
    {
        if (_whole is not null)
        {
            return _whole.Count(text);
        }

        _rest -= text.Length + 1;
        return _rest >= 0 ? text : throw new CSourceException("its types repeat each other too often");
    }

    public override string ToString() => _text.ToString();
}
