using System.Management.Automation;
using RefacePS.Module.Tests.Help;
using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests.Commands;

public sealed class MeasureReidentificationRiskTests(Engine engine) : IClassFixture<Engine>, IDisposable
{
    private const string Command = ",RefacePS.Commands.MeasureReidentificationRiskCommand";
    private const int Distances = 7;

    private readonly TemporaryFolder folder = new();

    private string Heads => folder.File("sub-*.nii.gz");

    public void Dispose() => folder.Dispose();

    /// <summary>Originals and defaced scans in one pipeline, with one scan twice, one result twice and an image of
    /// nothing among them: each is an error of its own, and the rest is done.</summary>
    [Fact]
    public void What_cannot_take_part_is_one_error_and_the_rest_is_looked_up()
    {
        WritePeople();
        const int side = 60;
        new NiftiFile { Dimensions = [3, side, side, side, 1, 1, 1, 1],
            Voxels = [.. Enumerable.Repeat((byte)7, 2 * side * side * side)] }.WriteTo(folder, "even.nii");
        const string script = """
            $people = (Import-Volume $heads)[0..1]; $defaced = $people[0] | Invoke-Deface -Device Cpu
            $people + $people[1] + (Import-Volume $even) + $defaced + $defaced |
                Measure-ReidentificationRisk -Summary -NoControl -Device Cpu -ReportPath $report
            """;

        var result = engine.Run(script, ("heads", Heads), ("even", folder.File("even.nii")),
            ("report", folder.File("out/risk.html")));

        Assert.Equal(["DuplicateSubject" + Command, "HeadNotFound" + Command, "DuplicateSubject" + Command],
            result.Errors.Select(error => error.FullyQualifiedErrorId));
        Assert.Equal(["sub-2", "even.nii", "sub-1"], result.Errors.Select(error => NameOf(error.TargetObject)));
        var summary = Assert.Single(result.Output).Properties;
        Assert.Equal(2, summary["Gallery"].Value);
        Assert.Single((IReadOnlyCollection<object>)summary["Probes"].Value);
        Assert.Equal(3, ((IReadOnlyCollection<object>)summary["Exclusions"].Value).Count);
        Assert.Contains(
            result.Warnings, warning => warning.Contains("not tried on intact faces", StringComparison.Ordinal));
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(folder.File("out/risk.html")), StringComparison.Ordinal);
    }

    /// <summary>The people differ in proportions, which no altered copy hides: the control finds them all.</summary>
    [Fact]
    public void A_gallery_of_files_is_searched_beside_the_control_and_a_stranger_is_an_error()
    {
        WritePeople();
        const string script = """
            $faces = Import-Volume $heads
            $faces[0..1] | Measure-ReidentificationRisk -GalleryPath $gallery -Variant Copy -Device Cpu
            """;
        var result = engine.Run(script, ("heads", Heads), ("gallery", folder.File("sub-[23]*.nii.gz")));

        var error = Assert.Single(result.Errors);
        Assert.Equal("OwnerNotInGallery" + Command, error.FullyQualifiedErrorId);
        Assert.Equal("1", Property(error.TargetObject, "Subject"));
        Assert.Equal(Distances, result.Output.Count);
        // One owner gives no interval, so that no verdict can be given either.
        Assert.All(result.Output, row => Assert.Equal(("Copy", 1, 2, 1.0, "Inconclusive"), (
            row.Properties["Variant"].Value, row.Properties["Probes"].Value, row.Properties["Gallery"].Value,
            row.Properties["Top1"].Value, row.Properties["Verdict"].Value.ToString())));
        Assert.All(result.Output.Where(row => row.Properties["Distance"].Value.ToString() != "Eigenface"), row =>
            Assert.Equal(1.0, row.Properties["ControlTop1"].Value));
    }

    [Fact]
    public void With_PredictFace_the_faces_that_probes_predict_have_rows_after_the_others()
    {
        WritePeople();
        var result = engine.Run(
            "$people = (Import-Volume $heads)[0..1]; $people[0] | Measure-ReidentificationRisk -Gallery $people "
                + "-PredictFace -NoControl -Device Cpu", ("heads", Heads));

        Assert.Empty(result.Errors);
        Assert.Equal(
            [.. Enumerable.Repeat("Original", Distances), .. Enumerable.Repeat("Original, predicted", Distances)],
            result.Output.Select(row => row.Properties["Variant"].Value));
    }

    [Theory]
    [InlineData("", "GalleryTooSmall")]
    [InlineData("$people[0]", "GalleryTooSmall")]
    [InlineData("$people[0..1]", "NoProbes")]
    public void A_gallery_without_people_or_without_probes_ends_the_command(string input, string id)
    {
        WritePeople();
        var fatal = engine.RunToEnd(
            $"$people = Import-Volume $args[0]; @({input}) | Measure-ReidentificationRisk -NoControl -Device Cpu "
                + $"-ReportPath $args[1]", Heads, folder.File("risk.html")).Fatal;
        Assert.Equal(id + Command, fatal!.FullyQualifiedErrorId);
        Assert.False(File.Exists(folder.File("risk.html")));
    }

    [Fact]
    public void A_name_that_the_pattern_does_not_fit_is_an_error_and_costs_no_time()
    {
        BallFile.Write(folder.File("ball.nii"));
        var result = engine.RunToEnd(
            "Import-Volume $args[0] | Measure-ReidentificationRisk -SubjectPattern '^sub-\\d+' -Device Cpu",
            folder.File("ball.nii"));
        Assert.Equal("SubjectUnknown" + Command, Assert.Single(result.Errors).FullyQualifiedErrorId);
        Assert.Equal("GalleryTooSmall" + Command, result.Fatal!.FullyQualifiedErrorId);
    }

    [Fact]
    public void A_head_whose_face_lies_out_of_the_field_of_view_is_an_error()
    {
        WritePeople();
        NiftiBytes.CutFront(folder.File("sub-3_T1w.nii.gz"), 0.72);

        var result = engine.RunToEnd(
            "Import-Volume $args[0] | Measure-ReidentificationRisk -NoControl -Device Cpu", Heads);

        var error = Assert.Single(result.Errors);
        Assert.Equal("FaceOutOfView" + Command, error.FullyQualifiedErrorId);
        Assert.Equal("sub-3", NameOf(error.TargetObject));
        Assert.Equal("NoProbes" + Command, result.Fatal!.FullyQualifiedErrorId);
    }

    [Fact]
    public void A_gallery_file_that_cannot_be_read_is_an_error_that_names_it()
    {
        File.WriteAllText(folder.File("broken.nii"), "no image");
        var result = engine.RunToEnd(
            "@() | Measure-ReidentificationRisk -GalleryLiteralPath $args[0], $args[1] -Device Cpu",
            folder.File("broken.nii"), folder.File("none.nii"));
        Assert.Equal(
            [folder.File("broken.nii"), folder.File("none.nii")], result.Errors.Select(error => error.TargetObject));
        Assert.Equal("GalleryTooSmall" + Command, result.Fatal!.FullyQualifiedErrorId);
    }

    [Fact]
    public void A_report_that_is_there_ends_the_command_before_anything_is_computed_and_WhatIf_writes_none()
    {
        File.WriteAllText(folder.File("risk.html"), "mine");
        Assert.Equal(
            "DestinationExists" + Command,
            engine.RunToEnd("@() | Measure-ReidentificationRisk -ReportPath $args[0] -Device Cpu",
                folder.File("risk.html")).Fatal!.FullyQualifiedErrorId);
        Assert.Equal(
            "PathNotOnFileSystem" + Command, engine.RunToEnd(
                "@() | Measure-ReidentificationRisk -ReportPath variable:risk").Fatal!.FullyQualifiedErrorId);

        WritePeople();
        var result = engine.RunToEnd(
            "$people = (Import-Volume $args[0])[0..1]; $people[0] | Measure-ReidentificationRisk -Gallery $people "
                + "-NoControl -WhatIf -ReportPath $args[1] -Device Cpu", Heads, folder.File("other.html"));
        Assert.Empty(result.Errors);
        Assert.Equal(Distances, result.Output.Count);
        Assert.False(File.Exists(folder.File("other.html")));
        Assert.Equal("mine", File.ReadAllText(folder.File("risk.html")));
    }

    private void WritePeople()
    {
        ThinHead.Write(folder.File("sub-1_T1w.nii.gz"), Build.SampleHead, 1, 1, 1);
        ThinHead.Write(folder.File("sub-2_T1w.nii.gz"), Build.SampleHead, 1.06f, 0.97f, 1.04f);
        ThinHead.Write(folder.File("sub-3_T1w.nii.gz"), Build.SampleHead, 0.95f, 1.04f, 0.96f);
    }

    private static string NameOf(object? volume) => ((string)Property(volume, "Name")!).Split('_')[0];

    private static object? Property(object? target, string name) => PSObject.AsPSObject(target!).Properties[name].Value;
}
