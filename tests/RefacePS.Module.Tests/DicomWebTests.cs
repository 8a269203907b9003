using System.Text.RegularExpressions;
using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests;

/// <summary>The script of the samples that protects a study of a PACS.</summary>
public sealed partial class DicomWebTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [OrthancFact]
    public void A_study_goes_out_is_protected_and_comes_back_under_its_new_UIDs()
    {
        using var pacs = new Orthanc(Directory.CreateDirectory(folder.File("pacs")).FullName);
        var count = DicomHead.Write(folder.File("head"));
        foreach (var file in Directory.GetFiles(folder.File("head")))
        {
            pacs.Store(file);
        }

        new DicomSlice(0, 900).Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.88.33").Text(0x0020000E, "UI", "1.2.3.5")
            .WriteTo(folder, "report");
        pacs.Store(folder.File("report"));

        var (exitCode, output, error) = ShellProcess.Run(
            Path.Combine(Build.Repository, "samples", "dicomweb.ps1"), "-Server", pacs.DicomWeb.AbsoluteUri,
            "-StudyUid", "1.2.3.1", "-Folder", folder.File("work"));

        Assert.True(exitCode == 0, error);
        var study = Uid().Match(output).Value;
        var found = pacs.Get($"dicom-web/studies/{study}/instances");
        Assert.Equal(count, found.GetArrayLength());
        Assert.Equal(2, pacs.Get("studies").GetArrayLength());
        Assert.Equal(count + 1, pacs.Get("dicom-web/studies/1.2.3.1/instances").GetArrayLength());
        Assert.All(found.EnumerateArray(), image => Assert.DoesNotContain("Doe", image.ToString(),
            StringComparison.Ordinal));
        Assert.Contains("Withheld", output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"2\.25\.[0-9]+")]
    private static partial Regex Uid();
}
