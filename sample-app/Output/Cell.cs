using System;
using System.Collections.Generic;
using System.Globalization;

namespace BpfGen.Sample;

/// <summary>A value in a row: a text, a number, several texts; for people or as JSON.</summary>
/// <remarks>Without <c>double.ToString</c> and <c>Utf8JsonWriter</c>, which would be a twentieth of the native binary.</remarks>
internal readonly struct Cell
{
    private const long Thousand = 1000;
    private const long NanosecondsPerMillisecond = 1_000_000;

    private readonly Kind _kind;
    private readonly long _number;
    private readonly object? _text;
    private readonly string? _separator;

    private Cell(Kind kind, long number = 0, object? text = null, string? separator = null)
    {
        _kind = kind;
        _number = number;
        _text = text;
        _separator = separator;
    }

    private enum Kind
    {
        Text,
        Texts,
        Number,
        Thousandths,
        Time,
    }

    public static implicit operator Cell(string text) => new(Kind.Text, text: text);

    public static implicit operator Cell(long number) => new(Kind.Number, number);

    public static implicit operator Cell(uint number) => new(Kind.Number, number);

    public static implicit operator Cell(ulong number) => new(Kind.Number, (long)number);

    /// <summary>A number with three digits behind the point.</summary>
    public static implicit operator Cell(double number) => new(Kind.Thousandths, (long)Math.Round(number * Thousand));

    /// <summary>Texts as one to people, and as an array in JSON.</summary>
    public static Cell Of(string separator, string[] texts) => new(Kind.Texts, text: texts, separator: separator);

    /// <summary>Nanoseconds since boot, as <c>bpf_ktime_get_ns</c> has them: to people, seconds since the sample began.</summary>
    public static Cell Time(ulong nanoseconds) => new(Kind.Time, (long)nanoseconds);

    /// <summary>The value for people. What others have named (files, arguments) cannot move the cursor.</summary>
    /// <param name="start">When the sample began, in nanoseconds since boot.</param>
    public string ToString(long start) => _kind switch
    {
        Kind.Number => Number(_number),
        Kind.Thousandths => Thousandths(_number),
        Kind.Time => Thousandths((_number - start) / NanosecondsPerMillisecond),
        Kind.Texts => Printable(string.Join(_separator, (string[])_text!)),
        _ => Printable((string)_text!),
    };

    public void WriteTo(JsonText json)
    {
        switch (_kind)
        {
            case Kind.Number or Kind.Time:
                json.Append(Number(_number));
                break;
            case Kind.Thousandths:
                json.Append(Thousandths(_number));
                break;
            case Kind.Texts:
                json.AppendArray((string[])_text!);
                break;
            default:
                json.AppendString((string)_text!);
                break;
        }
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Thousandths(long number) =>
        $"{(number < 0 ? "-" : "")}{Number(Math.Abs(number / Thousand))}.{Number(Math.Abs(number % Thousand)).PadLeft(3, '0')}";

    private static string Printable(string text) => string.Create(text.Length, text, static (printable, text) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            printable[i] = char.IsControl(text[i]) ? '?' : text[i];
        }
    });
}
