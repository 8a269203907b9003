using RefacePS.Refacing.Models;

namespace RefacePS.Tests.Refacing.Models;

public sealed class TrainingSubjectsTests
{
    [Theory]
    [InlineData("IXI012-HH-1211", true)]
    [InlineData("IXI012-HH-1211_T1", true)]
    [InlineData("sub-IXI012HH1211", true)]
    [InlineData("ixi012hh1211.scan2_T1w", true)]
    [InlineData("IXI012-HH-12110", false)]
    [InlineData("IXI012", false)]
    [InlineData("", false)]
    public void ASubjectIsFoundByTheNamesThatFilesHave(string subject, bool expected) =>
        Assert.Equal(expected, new TrainingSubjects(["IXI012-HH-1211", "-"]).Contains(subject));
}
