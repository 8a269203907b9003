using System.Text.Json;
using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests;

/// <summary>The study of the samples on scans that are none.</summary>
public sealed class StudyTests(Engine engine) : IClassFixture<Engine>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_scan_that_fails_is_listed_with_its_reason_and_the_study_goes_on()
    {
        string[] scans = ["sub-01_T1w.nii", "sub-02_T1w.nii"];
        var scanFolder = Directory.CreateDirectory(folder.File("scans")).FullName;
        Assert.All(scans, scan => File.WriteAllText(Path.Combine(scanFolder, scan), "no scan"));
        var script = Path.Combine(Build.Repository, "samples", "study.ps1");

        var result = engine.RunToEnd(
            "& $args[0] -Path $args[1] -Destination $args[2]", script, scanFolder, folder.File("study"));

        // There is nothing to compare in the end, and every scan has been tried before.
        Assert.EndsWith("CompareCohortCommand", result.Fatal?.FullyQualifiedErrorId);
        foreach (var scan in scans)
        {
            using var record = JsonDocument.Parse(
                File.ReadAllText(folder.File($"study/measurements/{scan}.json")));
            Assert.Equal(3, record.RootElement.GetArrayLength());
            Assert.All(record.RootElement.EnumerateArray(), row =>
            {
                Assert.Equal(scan, row.GetProperty("Subject").GetString());
                Assert.Equal(JsonValueKind.Null, row.GetProperty("Session").ValueKind);
                Assert.Contains("does not start with a NIfTI header", row.GetProperty("Error").GetString());
            });
        }
    }
}
