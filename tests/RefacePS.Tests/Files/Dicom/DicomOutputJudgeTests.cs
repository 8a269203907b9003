using System.Text.RegularExpressions;
using RefacePS.Files;
using RefacePS.Files.Dicom;
using RefacePS.Files.Dicom.Writing;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Files.Dicom;

/// <summary>
/// The judgement of other programs on written files: dciodvfy (dicom3tools) finds no error that the input had not, and
/// dcmdump, GDCM and dcm2niix see the same geometry. Skipped where they are absent.
/// </summary>
public sealed partial class DicomOutputJudgeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [JudgeOnSharedDataTheory("dciodvfy", "dcmdump", "gdcminfo", "dcm2niix")]
    [InlineData("philips_mprage", DicomProfile.Basic)]
    [InlineData("philips_mprage", DicomProfile.None)]
    [InlineData("siemens_fl2d", DicomProfile.Basic)]
    [InlineData("siemens_fl2d", DicomProfile.None)]
    [InlineData("siemens_xa30_enhanced", DicomProfile.Basic)]
    [InlineData("siemens_xa30_enhanced", DicomProfile.None)]
    [InlineData("ge_ct_tilt", DicomProfile.Basic)]
    [InlineData("ge_ct_tilt", DicomProfile.None)]
    public void Real_series_are_as_good_as_they_were(string series, DicomProfile profile) =>
        AssertAsGood(SharedData.Path("dicom", series), profile);

    [JudgeTheory("dciodvfy", "dcmdump", "gdcminfo", "dcm2niix")]
    [InlineData(DicomSlice.Explicit)]
    [InlineData(DicomSlice.Implicit)]
    [InlineData(DicomSlice.BigEndian)]
    public void So_are_made_ones(string syntax)
    {
        for (var i = 1; i <= 3; i++)
        {
            new DicomSlice(i * 2, i, syntax: syntax).Text(0x00080012, "DA", "20200131").Text(0x00189999, "LO", "Doe")
                .Text(0x00181020, "LO", "Doe 1").WriteTo(folder, $"in/{i}");
        }

        AssertAsGood(folder.File("in"), DicomProfile.Basic);
    }

    private void AssertAsGood(string source, DicomProfile profile)
    {
        foreach (var series in DicomListing.Read(DicomListing.FilesOf(source), null, CancellationToken.None).Series)
        {
            var volume = series.Read();
            var voxels = volume.Voxels.ToArray();
            voxels.AsSpan(0, voxels.Length / 3).Clear();
            var writer = DicomSeriesWriter.Plan(
                volume.WithVoxels(voxels) with { Kind = VolumeKind.Defaced }, folder.File("out"),
                new(Overwrite: true, Profile: profile, Key: "key"));
            writer.Write();
            var sources = DicomRewriter.Of([volume], new(Key: "key")).Sources;
            foreach (var index in (int[])[.. new[] { 0, sources.Count / 2, sources.Count - 1 }.Distinct()])
            {
                AssertFile(sources[index], writer.Files[index]);
            }

            Assert.Equal(Converted(sources, "before"), Converted(writer.Files, "after"));
            var again = DicomListing.Read(writer.Files, null, CancellationToken.None).Series;
            Assert.True(Assert.Single(again).Read().Voxels.Span.SequenceEqual(voxels));
        }
    }

    private static void AssertFile(string before, string after)
    {
        Judge.Run("dcmdump", after);
        Assert.Empty(Errors(after).Except(Errors(before)));
        Assert.Equal(Geometry(before), Geometry(after));
    }

    /// <summary>The complaints that dciodvfy calls errors, without the values that they quote.</summary>
    private static List<string> Errors(string file) => [.. Judge.Ask("dciodvfy", "-new", file).Output.Split('\n')
        .Where(line => line.StartsWith("Error", StringComparison.Ordinal)).Select(line => Quoted().Replace(line, ""))];

    private static List<string> Geometry(string file) => [.. Judge.Run("gdcminfo", file).Split('\n')
        .Where(line => GeometryLine().IsMatch(line)).Select(line => line.Trim())];

    /// <summary>Shapes and affines of what dcm2niix makes of files.</summary>
    private List<string> Converted(IReadOnlyList<string> files, string name)
    {
        var (source, target) = (folder.File($"{name}-in"), folder.File($"{name}-nifti"));
        foreach (var made in new[] { source, target })
        {
            if (Directory.Exists(made))
            {
                Directory.Delete(made, recursive: true);
            }

            Directory.CreateDirectory(made);
        }

        for (var i = 0; i < files.Count; i++)
        {
            File.Copy(files[i], Path.Combine(source, $"{i:0000}.dcm"));
        }

        Judge.Run("dcm2niix", "-f", "%s_%e_%p", "-b", "n", "-o", target, source);
        return [.. Directory.GetFiles(target, "*.nii").Select(file => NiftiReader.Read(file)).Select(
            volume => $"{volume.Grid} {volume.FrameCount}").Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Quoted();

    [GeneratedRegex(
        @"^\s*(NumberOfDimensions|Dimensions|Origin|Spacing|DirectionCosines|Rescale|PixelRepresentation|Bits)")]
    private static partial Regex GeometryLine();
}
