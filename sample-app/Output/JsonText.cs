using System;
using System.Globalization;
using System.Text;

namespace BpfGen.Sample;

/// <summary>Text of JSON in the making.</summary>
internal sealed class JsonText
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds what is JSON already.</summary>
    public void Append(string text) => _text.Append(text);

    public void AppendString(string text)
    {
        _text.Append('"');
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => _text.Append("\\\""),
                '\\' => _text.Append(@"\\"),
                < ' ' => _text.Append(@"\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture)),
                _ => _text.Append(character),
            };
        }

        _text.Append('"');
    }

    public void AppendArray(ReadOnlySpan<string> texts)
    {
        for (var i = 0; i < texts.Length; i++)
        {
            Append(i == 0 ? "[" : ",");
            AppendString(texts[i]);
        }

        Append(texts.IsEmpty ? "[]" : "]");
    }

    /// <summary>Takes the text, as UTF-8.</summary>
    public byte[] Take()
    {
        var bytes = Encoding.UTF8.GetBytes(_text.ToString());
        _text.Clear();
        return bytes;
    }
}
