using RefacePS.Deidentification;

namespace RefacePS.Tests.Deidentification;

public sealed class PlainLettersTests
{
    [Theory]
    [InlineData("DOE", "doe")]
    [InlineData("Müller", "muller", "mueller")]
    [InlineData("Mu\u0308ller", "muller", "mueller")]
    [InlineData("Søren Ærø", "soren aero", "soeren aeroe")]
    [InlineData("GROẞ Groß", "groß gross")]
    [InlineData("Dvořák", "dvorak")]
    [InlineData("Dvor\u030Ca\u0301k", "dvorak")]
    [InlineData("山田", "山田")]
    public void Marks_go_and_umlauts_are_spelled_out_too(string text, params string[] spellings) =>
        Assert.Equal(spellings.Select(spelling => spelling.Replace("ß", "ss", StringComparison.Ordinal)),
            PlainLetters.Of(text));

    [Theory]
    [InlineData("Müller^Jörg", "mu\u0308ller", true)]
    [InlineData("Müller^Jörg", "T1 of Mueller", true)]
    [InlineData("MUELLER", "müller", true)]
    [InlineData("王伟", "王伟_t1", true)]
    [InlineData("Müller^Jörg", "mull", false)]
    public void Words_are_found_however_they_are_written(string name, string text, bool isFound) =>
        Assert.Equal(isFound, PersonalWords.AreIn(text, PersonalWords.In(name).ToHashSet()));
}
