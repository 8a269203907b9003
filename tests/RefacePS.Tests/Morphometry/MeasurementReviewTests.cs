using RefacePS.Morphometry;

namespace RefacePS.Tests.Morphometry;

public sealed class MeasurementReviewTests
{
    private static readonly ScanContent WholeHead = new(BlankCavity: 0, BlankSkull: 0.02, GreyLevels: 60);

    private static BrainVolumes Plausible => SomeVolumes.Create() with { BrainAgreement = 0.9 };

    [Fact]
    public void A_brain_that_was_found_gives_no_doubt() =>
        Assert.Empty(MeasurementReview.Reasons(Plausible, WholeHead, headCavity: 1450, moved: 2));

    [Fact]
    public void A_brain_that_a_model_drew_is_doubtful() => Assert.Contains(
        "drawn by a model", Assert.Single(MeasurementReview.Reasons(
            Plausible with { Variant = VolumeKind.Raw }, WholeHead, headCavity: 1450, moved: 2)),
        StringComparison.Ordinal);

    /// <summary>Without its shading a T2-weighted scan can fit the average brain as well as others do.</summary>
    [Theory]
    [InlineData(-0.25)]
    [InlineData(0.05)]
    [InlineData(double.NaN)]
    public void A_scan_that_does_not_look_T1_weighted_is_doubtful(double contrast) => Assert.Contains(
        "T1-weighted",
        Assert.Single(MeasurementReview.Reasons(
            Plausible with { GreyWhiteContrast = contrast }, WholeHead, 1450, moved: 2)),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(0.85)]
    [InlineData(double.NaN)]
    public void A_brain_that_is_cut_off_is_doubtful(double inView) => Assert.Contains(
        "in the field of view",
        Assert.Single(MeasurementReview.Reasons(
            Plausible with { CavityInView = inView }, WholeHead, 1450, moved: 2)),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(0.06, 0.9, 1500, 640, 500, 1450, 2, "does not fit")]
    [InlineData(0.59, 0.9, 1500, 640, 500, 1450, 2, "does not fit")]
    [InlineData(0.9, 0.3, 1500, 640, 500, 1450, 2, "look like a brain")]
    [InlineData(0.9, double.NaN, 1500, 640, 500, 1450, 2, "look like a brain")]
    [InlineData(0.9, 0.9, 2700, 640, 500, 2650, 2, "no skull")]
    [InlineData(0.9, 0.9, 1500, 640, 886, 1450, 2, "in no proportion")]
    [InlineData(0.9, 0.9, 1100, 640, 500, 1650, 2, "by its head")]
    [InlineData(0.9, 0.9, 1500, 640, 500, 1450, 14, "14 mm from where the head puts it")]
    [InlineData(0.9, 0.9, 1500, 640, 500, 1450, double.NaN, "from where the head puts it")]
    public void What_is_no_brain_gives_one_that_says_so(
        double score, double agreement, double cavity, double grey, double white, double headCavity,
        double moved, string reason)
    {
        var volumes = Plausible with
        {
            RegistrationScore = score, BrainAgreement = agreement, TotalIntracranial = cavity, GreyMatter = grey,
            WhiteMatter = white,
        };

        Assert.Contains(
            reason, Assert.Single(MeasurementReview.Reasons(volumes, WholeHead, headCavity, moved)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.06, 0, 60, "of the cavity was blanked")]
    [InlineData(0, 0.6, 60, "of skull and scalp were blanked")]
    [InlineData(0, 0, 7, "7 grey levels")]
    public void A_scan_that_holds_too_little_is_doubtful(double cavity, double skull, int levels, string reason) =>
        Assert.Contains(
            reason, Assert.Single(MeasurementReview.Reasons(
                Plausible, new ScanContent(cavity, skull, levels), headCavity: 1450, moved: 2)),
            StringComparison.Ordinal);
}
