using RefacePS.Archives;

namespace RefacePS.Tests.Archives;

public sealed class ScanMomentTests
{
    [Theory]
    [InlineData("""{ "AcquisitionTime": "10:00:30.5" }""", "10:01:00")]
    [InlineData("""{ "AcquisitionTime": "100030.5" }""", "100100")]
    [InlineData("""{ "AcquisitionTime": 100030.5 }""", "100100")]
    public void Times_are_read_as_converters_and_as_DICOM_write_them(string sidecar, string other)
    {
        var distance = ScanMoment.Of("sub-1_T1w.nii", sidecar)
            .DistanceTo(ScanMoment.Of("sub-1_dseg.nii", $$"""{ "AcquisitionTime": "{{other}}" }"""));

        Assert.Equal((false, 29.5, double.MaxValue), distance);
    }

    [Theory]
    [InlineData("sub-1_run-02_T2w.nii", null, 1)]
    [InlineData("sub-1_T2w.nii", """{ "SeriesNumber": 6 }""", 1)]
    [InlineData("sub-1_T2w.nii", "[]", 0)]
    [InlineData("sub-1_T2w.nii", "{ not JSON", 0)]
    public void The_nearest_is_that_of_the_run_then_that_of_the_time(string path, string? sidecar, int nearest)
    {
        ScanMoment[] heads =
        [
            ScanMoment.Of("sub-1_T1w.nii", """{ "SeriesNumber": 2, "AcquisitionTime": "09:00:00" }"""),
            ScanMoment.Of(path.Contains("run", StringComparison.Ordinal) ? "sub-1_run-2_T1w.nii" : "sub-1_T1w.nii",
                """{ "SeriesNumber": 7 }"""),
        ];
        var moment = ScanMoment.Of(path, sidecar);

        Assert.Equal(heads[nearest], heads.MinBy(head => head.DistanceTo(moment)));
    }
}
