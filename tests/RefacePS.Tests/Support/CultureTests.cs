using System.Globalization;

namespace RefacePS.Tests.Support;

public sealed class CultureTests
{
    /// <summary>The leg of tests in other cultures names the culture; this one shows that it really is one with
    /// data.</summary>
    [Fact]
    public void TheCultureIsTheOneThatWasAskedFor()
    {
        if (Environment.GetEnvironmentVariable("REFACEPS_CULTURE") is { } asked)
        {
            Assert.Equal(asked, CultureInfo.CurrentCulture.Name);
            Assert.Equal(asked is "de-DE" or "tr-TR" ? "," : asked is "fa-IR" ? "٫" : ".",
                0.5.ToString(CultureInfo.CurrentCulture)[1..^1]);
            Assert.Equal("İ", "i".ToUpper(new CultureInfo("tr-TR")));
        }
    }
}
