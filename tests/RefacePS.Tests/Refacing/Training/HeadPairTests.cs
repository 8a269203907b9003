using RefacePS.Refacing.Training;

namespace RefacePS.Tests.Refacing.Training;

public sealed class HeadPairTests
{
    [Fact]
    public void Every_code_survives_and_the_ends_are_exact()
    {
        Assert.All(Enumerable.Range(0, 256), code =>
            Assert.Equal(code, HeadPair.Quantise(HeadPair.Dequantise((byte)code))));
        Assert.Equal((-1f, 1f), (HeadPair.Dequantise(0), HeadPair.Dequantise(255)));
        Assert.Equal((0, 255), (HeadPair.Quantise(-7), HeadPair.Quantise(7)));
    }

    [Theory]
    [InlineData(0, 16, 16, 16)]
    [InlineData(2, 31, 31, 31)]
    [InlineData(1, 15, 15, 15)]
    [InlineData(1, 16, 15, 16)]
    [InlineData(1, 16, 16, 32)]
    public void Stacks_that_do_not_fit_are_refused(int slices, int input, int target, int mask) =>
        Assert.Contains("'somebody'", Assert.Throws<TrainingDataInvalidException>(
            () => new HeadPair("somebody", slices, new byte[input], new byte[target], new byte[mask])).Message,
                StringComparison.Ordinal);

    [Fact]
    public void Subjects_are_split_whole_and_by_seed()
    {
        var subjects = Enumerable.Range(0, 40).Select(i => $"s{i % 20:00}").ToArray();

        var split = SubjectSplit.Draw(subjects, 0.25, seed: 1);

        Assert.Equal((15, 5), (split.Training.Count, split.Validation.Count));
        Assert.Equal(subjects.Distinct().Order(), split.Training.Concat(split.Validation).Order());
        Assert.Equal(split.Validation, SubjectSplit.Draw(subjects.Reverse(), 0.25, seed: 1).Validation);
        Assert.NotEqual(split.Validation, SubjectSplit.Draw(subjects, 0.25, seed: 2).Validation);
    }
}
