using BpfGen.Interop;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Parsing unsigned numbers in text from the kernel.</summary>
public sealed class DigitsTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("007", 7)]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("2147483648", null)]
    [InlineData("99999999999999999999999999", null)]
    [InlineData("", null)]
    [InlineData("-1", null)]
    [InlineData("+1", null)]
    [InlineData(" 1", null)]
    [InlineData("1a", null)]
    [InlineData("١", null)]
    public void A_decimal_number_has_only_digits_and_fits_into_an_int(string text, int? number) =>
        Assert.Equal(number, Digits.Decimal(text));

    [Theory]
    [InlineData("000001ffffffffff", 0x1ffffffffffUL)]
    [InlineData("FfFfFfFfFfFfFfFf", ulong.MaxValue)]
    [InlineData("0a", 10UL)]
    [InlineData("10000000000000000", null)]
    [InlineData("0x1", null)]
    [InlineData("g", null)]
    [InlineData("@", null)]
    [InlineData("`", null)]
    [InlineData("", null)]
    public void A_hexadecimal_number_has_letters_of_either_case_and_fits_into_64_bits(string text, ulong? number) =>
        Assert.Equal(number, Digits.Hexadecimal(text));

    [Theory]
    [InlineData("12ab34", "12", "34")]
    [InlineData("ab", "", "")]
    [InlineData("5", "5", "5")]
    [InlineData("", "", "")]
    public void Digits_at_the_start_and_end_of_a_text_are_found(string text, string start, string end)
    {
        Assert.Equal(start, Digits.AtStart(text).ToString());
        Assert.Equal(end, Digits.AtEnd(text).ToString());
    }
}
