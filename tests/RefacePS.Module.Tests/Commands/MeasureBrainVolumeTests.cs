using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests.Commands;

public sealed class MeasureBrainVolumeTests(Engine engine) : IClassFixture<Engine>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static string Sample => Path.Combine(Build.SamplesFolder, "head.nii.gz");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_sample_head_has_plausible_volumes_and_a_label_map_on_its_own_grid()
    {
        var result = engine.Run(
            "$head = Import-Volume $sample; $v = $head | Measure-BrainVolume -LabelPath $maps -Device Cpu; $v; $map = "
                + "Import-Volume $v.LabelPath; $map.Grid.Equals($head.Grid); $v.Path -eq $head.Path",
            ("sample", Sample), ("maps", folder.File("maps")));

        Assert.Empty(result.Errors);
        var volumes = result.Output[0].Properties;
        Assert.All(result.Output.Skip(1), fact => Assert.Equal(true, fact.BaseObject));
        Assert.Equal("RefacePS.BrainVolumes", result.Output[0].BaseObject.GetType().FullName);
        Assert.Equal("Original", volumes["Variant"].Value.ToString());
        Assert.InRange(Number("TotalIntracranial"), 1000, 2000);
        Assert.InRange(Number("HippocampusPercent"), 0.2, 1.2);
        var parts = Number("GreyMatter") + Number("WhiteMatter") + Number("CerebrospinalFluid") + Number("BrainStem");
        Assert.InRange(parts / Number("TotalIntracranial"), 0.99, 1);
        Assert.Equal(
            ["brain-structures.json", "brain-structures.lut", "brain-structures.tsv", "brain-structures.txt",
                "head_dseg.nii.gz"],
            Directory.GetFiles(folder.File("maps")).Select(Path.GetFileName).Order());

        double Number(string property) => (double)volumes[property].Value;
    }

    [Fact]
    public void What_is_no_head_is_one_error_and_the_pipeline_goes_on()
    {
        WriteEven("a.nii");
        WriteEven("b.nii");

        var result = engine.Run("Import-Volume $files | Measure-BrainVolume -Device Cpu",
            ("files", folder.File("*.nii")));

        Assert.Empty(result.Output);
        Assert.Equal(2, result.Errors.Count);
        Assert.All(result.Errors, error =>
            Assert.Equal("HeadNotFound,RefacePS.Commands.MeasureBrainVolumeCommand", error.FullyQualifiedErrorId));
        Assert.Equal("RefacePS.Volume", result.Errors[0].TargetObject.GetType().FullName);
    }

    [Fact]
    public void A_folder_that_is_no_brain_atlas_ends_the_command()
    {
        var ball = BallFile.Write(folder.File("a.nii"));
        var fatal = engine.RunToEnd("Import-Volume $args[0] | Measure-BrainVolume -BrainAtlas $args[1] -Device Cpu",
            ball, folder.File("none")).Fatal;
        Assert.Equal("BrainAtlasInvalid,RefacePS.Commands.MeasureBrainVolumeCommand", fatal!.FullyQualifiedErrorId);
        Assert.Equal(folder.File("none"), fatal.TargetObject);
        Assert.Contains("there is no such folder", fatal.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_map_that_is_there_is_not_replaced_unasked_and_costs_no_time()
    {
        File.WriteAllText(folder.File("head_dseg.nii.gz"), "the one before");
        var result = engine.Run("Import-Volume $sample | Measure-BrainVolume -LabelPath $maps -Device Cpu",
            ("sample", Sample), ("maps", folder.Path));
        Assert.Equal("DestinationExists,RefacePS.Commands.MeasureBrainVolumeCommand", Assert.Single(result.Errors)
            .FullyQualifiedErrorId);
        Assert.Equal("the one before", File.ReadAllText(folder.File("head_dseg.nii.gz")));
    }

    [Fact]
    public void Asked_what_it_would_write_it_writes_nothing_and_still_measures()
    {
        var even = WriteEven("a.nii");
        var result = engine.Run("Import-Volume $even | Measure-BrainVolume -LabelPath $maps -WhatIf -Device Cpu",
            ("even", even), ("maps", folder.File("maps")));
        Assert.Equal("HeadNotFound,RefacePS.Commands.MeasureBrainVolumeCommand", Assert.Single(result.Errors)
            .FullyQualifiedErrorId);
        Assert.False(Directory.Exists(folder.File("maps")));
    }

    [Fact]
    public void Asked_what_it_would_write_it_says_what_it_would_refuse()
    {
        var even = WriteEven("a.nii");
        File.WriteAllText(folder.File("a_dseg.nii.gz"), "the one before");
        var result = engine.Run("Import-Volume $even | Measure-BrainVolume -LabelPath $maps -WhatIf -Device Cpu",
            ("even", even), ("maps", folder.Path));
        Assert.Equal("DestinationExists,RefacePS.Commands.MeasureBrainVolumeCommand", Assert.Single(result.Errors)
            .FullyQualifiedErrorId);
    }

    [Fact]
    public void A_scan_that_is_not_measured_takes_no_name_from_another()
    {
        var result = engine.Run("Import-Volume $a, $b | Measure-BrainVolume -LabelPath $map -Device Cpu",
            ("a", WriteEven("a.nii")), ("b", WriteEven("b.nii")), ("map", folder.File("map.nii")));
        Assert.Equal(2, result.Errors.Count);
        Assert.All(result.Errors, error =>
            Assert.Equal("HeadNotFound,RefacePS.Commands.MeasureBrainVolumeCommand", error.FullyQualifiedErrorId));
    }

    [Fact]
    public void A_label_map_that_is_named_like_a_picture_is_refused()
    {
        var result = engine.Run("Import-Volume $sample | Measure-BrainVolume -LabelPath $maps -Device Cpu",
            ("sample", Sample), ("maps", folder.File("map.png")));
        Assert.Equal("FormatMismatch,RefacePS.Commands.MeasureBrainVolumeCommand", Assert.Single(result.Errors)
            .FullyQualifiedErrorId);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void An_atlas_without_a_table_of_structures_ends_the_command()
    {
        var scan = BallFile.Write(folder.File("scan.nii"));
        BallFile.Write(folder.File("scan_labels.nii"));
        var fatal = engine.RunToEnd("New-BrainAtlas $args[0] $args[1] $args[2] $args[3] -Device Cpu", scan,
            folder.File("atlas"), folder.Path, folder.File("none.tsv")).Fatal;
        Assert.Equal("StructureTableInvalid,RefacePS.Commands.NewBrainAtlasCommand", fatal!.FullyQualifiedErrorId);
    }

    /// <summary>A scan that is the same everywhere.</summary>
    private string WriteEven(string name)
    {
        const int headerSize = 352;
        var path = BallFile.Write(folder.File(name));
        var bytes = File.ReadAllBytes(path);
        Array.Fill(bytes, (byte)7, headerSize, bytes.Length - headerSize);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
