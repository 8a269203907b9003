namespace RefacePS.Tests.Volumes;

public sealed class AssignmentTests
{
    /// <summary>PowerShell assigns to whatever has a public setter, <c>init</c> or not.</summary>
    [Theory]
    [InlineData(typeof(Volume))]
    [InlineData(typeof(DefaceQuality))]
    [InlineData(typeof(FaceCheck))]
    public void What_decides_on_publishing_has_no_setter_that_a_script_reaches(Type type) =>
        Assert.DoesNotContain(type.GetProperties(), property => property.SetMethod is { IsPublic: true });

    [Fact]
    public void A_verdict_that_nobody_gave_is_a_doubt()
    {
        Assert.Equal(DefaceStatus.Doubtful, new DefaceQuality().Status);
        Assert.Equal(FaceCheckStatus.Uncertain, new FaceCheck().Status);
    }
}
