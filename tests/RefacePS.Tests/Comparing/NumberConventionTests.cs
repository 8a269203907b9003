using RefacePS.Comparing;

namespace RefacePS.Tests.Comparing;

public sealed class NumberConventionTests
{
    [Theory]
    [InlineData("640.5|3|-1e3", ".", "640.5|3|-1000")]
    [InlineData("640,5|3|-1e3", ".", "640.5|3|-1000")]
    [InlineData("1.234,5|1.234|12", ".", "1234.5|1234|12")]
    [InlineData("1,234.5|1,234|12", ",", "1234.5|1234|12")]
    [InlineData("1 234,5|12", ",", "1234.5|12")]
    [InlineData("1\u202f234,5|12", ".", "1234.5|12")]
    [InlineData("1'234.5", ".", "1234.5")]
    [InlineData("۱٬۲۳۴٫۵|۱۲", ".", "1234.5|12")]
    [InlineData("١٢٫٥|−٣", ".", "12.5|-3")]
    [InlineData("1.234|2.345", ",", "1.234|2.345")]
    [InlineData("1,234|2,345", ",", "1.234|2.345")]
    [InlineData("1,234|2,345", ".", "1234|2345")]
    [InlineData("0,931|0,875", ".", "0.931|0.875")]
    public void AColumnIsReadAsItIsWritten(string cells, string decimalSign, string expected)
    {
        var texts = cells.Split('|');
        var convention = NumberConvention.Of(texts, decimalSign);

        Assert.Equal(
            expected.Split('|')
                .Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture)),
            texts.Select(text => convention.TryRead(text, out var number) ? number : double.NaN));
    }

    [Theory]
    [InlineData("640,5|3", ',')]
    [InlineData("0,931|0,875", ',')]
    [InlineData("640.5|1,234", '.')]
    [InlineData("1.234,5", ',')]
    [InlineData("1,234|2,345", null)]
    [InlineData("1.234|2", null)]
    [InlineData("3|4", null)]
    [InlineData("sub-01|n/a", null)]
    public void SomeColumnsLeaveNoDoubtOfTheirDecimalSign(string cells, char? sign) =>
        Assert.Equal(sign, NumberConvention.SureDecimal(cells.Split('|')));

    [Theory]
    [InlineData("1,23,4")]
    [InlineData("1.5.2")]
    [InlineData("12 mL")]
    [InlineData("#N/A")]
    [InlineData("")]
    public void WhatIsNoNumberIsNone(string text) =>
        Assert.False(NumberConvention.Of([text], ".").TryRead(text, out _));
}
