using System.Management.Automation;
using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests.Commands;

public sealed class NewHeadAtlasTests(Engine engine) : IClassFixture<Engine>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_atlas_that_is_only_asked_about_is_not_made()
    {
        BallFile.Write(folder.File("scan.nii"));
        var result = engine.RunToEnd("New-HeadAtlas $args[0] $args[1] -LabelPath $args[0] -WhatIf", folder.Path,
            folder.File("atlas"));
        Assert.Null(result.Fatal);
        Assert.Equal([folder.File("scan.nii")], Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("New-HeadAtlas $args[0] $args[0] $args[1]", "NewHeadAtlasCommand")]
    [InlineData("New-BrainAtlas $args[0] $args[0] $args[1] $args[1]", "NewBrainAtlasCommand")]
    public void An_atlas_is_not_made_among_the_scans(string command, string cmdlet)
    {
        BallFile.Write(folder.File("scan.nii"));
        var fatal = engine.RunToEnd($"{command} -Device Cpu", folder.Path, folder.File("labels")).Fatal;
        Assert.Equal($"DestinationIsInput,RefacePS.Commands.{cmdlet}", fatal?.FullyQualifiedErrorId);
        Assert.Equal(folder.Path, fatal!.TargetObject);
    }

    [Fact]
    public void A_sidecar_that_comes_with_its_scan_needs_no_labels()
    {
        BallFile.Write(folder.File("scan.nii"));
        File.WriteAllText(folder.File("scan.json"), "{}");
        var fatal = engine.RunToEnd(
            "$ExecutionContext.InvokeProvider.ChildItem.Get($args[0], $false) | "
                + "New-HeadAtlas -Destination $args[1] -LabelPath $args[0] -Device Cpu",
            folder.Path, folder.File("atlas")).Fatal;
        Assert.DoesNotContain("scan.json", fatal!.Exception.Message, StringComparison.Ordinal);
    }

    /// <summary>A folder of labels among the scans is where they are looked for.</summary>
    [Fact]
    public void Labels_below_the_scans_are_no_images_that_were_left_out()
    {
        BallFile.Write(folder.File("scan.nii"));
        Directory.CreateDirectory(folder.File("labels"));
        BallFile.Write(folder.File("labels/scan_labels.nii"));
        Assert.Empty(engine.RunToEnd("New-HeadAtlas $args[0] $args[1] $args[2] -Device Cpu -WhatIf", folder.Path,
            folder.File("atlas"), folder.File("labels")).Warnings);
    }

    [Fact]
    public void A_scan_without_labels_ends_the_command()
    {
        var scan = BallFile.Write(folder.File("scan.nii"));

        var fatal = engine.RunToEnd("$args[0] | New-HeadAtlas -Destination $args[1] -LabelPath $args[2] -Device Cpu",
            scan, folder.File("atlas"), folder.File("labels")).Fatal;

        Assert.Equal("AtlasLabelMissing,RefacePS.Commands.NewHeadAtlasCommand", fatal!.FullyQualifiedErrorId);
        Assert.Equal(folder.File("labels"), fatal.TargetObject);
        Assert.Contains(scan, fatal.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AtlasLabelAmbiguous")]
    [InlineData("AtlasLabelGridDiffers")]
    [InlineData("AtlasLabelEmpty")]
    public void Labels_that_do_not_fit_end_the_command(string id)
    {
        var scan = BallFile.Write(folder.File("scan.nii"));
        Directory.CreateDirectory(folder.File("labels"));
        if (id == "AtlasLabelGridDiffers")
        {
            new NiftiFile().WriteTo(folder, "labels/scan_labels.nii");
        }
        else
        {
            WriteHead(BallFile.Write(folder.File("labels/scan_labels.nii")));
        }

        if (id == "AtlasLabelAmbiguous")
        {
            BallFile.Write(folder.File("labels/scan_more.nii"));
        }

        var fatal = engine.RunToEnd("New-HeadAtlas $args[0] $args[1] -LabelPath $args[2] -Device Cpu", scan,
            folder.File("atlas"), folder.File("labels")).Fatal;

        Assert.Equal($"{id},RefacePS.Commands.NewHeadAtlasCommand", fatal?.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidData, fatal!.CategoryInfo.Category);
        Assert.False(Directory.Exists(folder.File("atlas")));
    }

    [Fact]
    public void A_pattern_that_matches_nothing_leaves_no_scan_to_average()
    {
        var result = engine.RunToEnd("New-HeadAtlas $args[0] $args[1] $args[1] -Device Cpu", folder.File("*.nii"),
            folder.File("atlas"));
        Assert.Equal("VolumeNotFound,RefacePS.Commands.NewHeadAtlasCommand", Assert.Single(result.Errors)
            .FullyQualifiedErrorId);
        Assert.Equal("AtlasScansMissing,RefacePS.Commands.NewHeadAtlasCommand", result.Fatal!.FullyQualifiedErrorId);
    }

    [Fact]
    public void A_BIDS_data_set_is_taken_by_its_folder()
    {
        Directory.CreateDirectory(folder.File("sub-1/anat"));
        BallFile.Write(folder.File("sub-1/anat/sub-1_T1w.nii"));

        var fatal = engine.RunToEnd("New-HeadAtlas $args[0] $args[1] $args[0] -Device Cpu", folder.Path,
            folder.File("atlas")).Fatal;

        Assert.Equal("AtlasLabelMissing,RefacePS.Commands.NewHeadAtlasCommand", fatal?.FullyQualifiedErrorId);
        Assert.Contains("sub-1_T1w.nii", fatal!.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_heads_is_an_error_that_names_it()
    {
        var result = engine.RunToEnd("New-HeadAtlas $args[0] $args[1] $args[0] -Device Cpu", folder.Path,
            folder.File("atlas"));

        var error = Assert.Single(result.Errors);
        Assert.Equal("VolumeNotFound,RefacePS.Commands.NewHeadAtlasCommand", error.FullyQualifiedErrorId);
        Assert.Equal(folder.Path, error.TargetObject);
    }

    [Fact]
    public void An_atlas_that_is_there_is_not_replaced_unasked()
    {
        var scan = BallFile.Write(folder.File("scan.nii"));
        BallFile.Write(folder.File("scan_labels.nii"));
        Directory.CreateDirectory(folder.File("atlas"));
        File.WriteAllText(folder.File("atlas/average.nii.gz"), "the one before");

        var fatal = engine.RunToEnd("New-HeadAtlas $args[0] $args[1] -LabelPath $args[2] -Device Cpu", scan,
            folder.File("atlas"), folder.Path).Fatal;

        Assert.Equal("DestinationExists,RefacePS.Commands.NewHeadAtlasCommand", fatal!.FullyQualifiedErrorId);
        Assert.Equal("the one before", File.ReadAllText(folder.File("atlas/average.nii.gz")));
    }

    /// <summary>Makes a map of it that labels head (1) and no brain (above 1).</summary>
    private static void WriteHead(string path)
    {
        const int headerSize = 352;
        var bytes = File.ReadAllBytes(path);
        foreach (ref var label in bytes.AsSpan(headerSize))
        {
            label = Math.Min(label, (byte)1);
        }

        File.WriteAllBytes(path, bytes);
    }
}
