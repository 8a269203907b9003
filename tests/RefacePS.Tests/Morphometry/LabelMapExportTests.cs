using System.Runtime.Versioning;
using System.Text.Json;
using RefacePS.Files;
using RefacePS.Morphometry;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Morphometry;

public sealed class LabelMapExportTests : IDisposable
{
    private static readonly VoxelGrid Grid = new(4, 3, 2, new AffineMatrix(0, 0, 2, -3, -1, 0, 0, 5, 0, 1.5, 0, 7));

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_map_comes_back_as_it_was_on_the_grid_of_its_scan()
    {
        byte[] labels = [.. Enumerable.Range(0, 24).Select(i => (byte)(i % BrainRegions.StructureCount))];
        var export = LabelMapExport.Plan(Scan("sub-01_ses-2_T1w.nii", VolumeKind.Original), folder.File("maps"));
        export.Write(labels, overwrite: false);

        Assert.Equal(folder.File("maps/sub-01_ses-2_dseg.nii.gz"), export.Image);
        var read = NiftiReader.Read(export.Image);
        Assert.Equal(Grid, read.Grid);
        Assert.Equal(labels, read.Voxels.ToArray());
        Assert.Equal("DestinationExists", Assert.Throws<VolumeFileException>(() => export.RequireFree(overwrite: false))
            .ErrorId);
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void A_map_is_open_to_nobody_who_may_not_read_its_scan()
    {
        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var scan = Scan("sub-01_T1w.nii", VolumeKind.Original);
        File.WriteAllText(scan.Path!, "voxels");
        File.SetUnixFileMode(scan.Path!, own);

        var export = LabelMapExport.Plan(scan, folder.Path);
        export.Write(new byte[24], overwrite: false);

        Assert.Equal(own, File.GetUnixFileMode(export.Image));
    }

    [Theory]
    [InlineData("sub-01_T1w.nii", VolumeKind.Refaced, "sub-01_desc-refaced_dseg.nii.gz")]
    [InlineData("sub-01_T1w.nii", VolumeKind.Defaced, "sub-01_desc-defaced_dseg.nii.gz")]
    [InlineData("head.nii.gz", VolumeKind.Original, "head_dseg.nii.gz")]
    public void Maps_of_the_variants_of_a_scan_have_names_of_their_own(string scan, VolumeKind kind, string map) =>
        Assert.Equal(folder.File(map), LabelMapExport.Plan(Scan(scan, kind), folder.Path).Image);

    [Fact]
    public void Every_table_names_every_structure_with_its_number()
    {
        var names = Enum.GetValues<BrainStructure>().Skip(1)
            .ToDictionary(structure => (int)structure, structure => structure.ToString());

        var bids = LabelTable.All["brain-structures.tsv"].Trim().Split('\n').Skip(2).Select(line => line.Split('\t'));
        Assert.Equal(names, bids.ToDictionary(cells => int.Parse(cells[0]), cells => cells[1]));
        var fslEyes = LabelTable.All["brain-structures.lut"].Trim().Split('\n').Select(line => line.Split(' '));
        Assert.Equal(names, fslEyes.ToDictionary(cells => int.Parse(cells[0]), cells => cells[4]));
        var itkSnap = LabelTable.All["brain-structures.txt"].Trim().Split('\n').Skip(1).Select(line => line.Split(' '));
        Assert.Equal(names, itkSnap.ToDictionary(cells => int.Parse(cells[0]), cells => cells[7].Trim('"')));
        using var niivue = JsonDocument.Parse(LabelTable.All["brain-structures.json"]);
        var (numbers, labels) = (niivue.RootElement.GetProperty("I"), niivue.RootElement.GetProperty("labels"));
        Assert.Equal(names, Enumerable.Range(1, names.Count)
            .ToDictionary(i => numbers[i].GetInt32(), i => labels[i].GetString()!));
    }

    [Fact]
    public void No_two_structures_have_one_colour()
    {
        var colours = Enum.GetValues<BrainStructure>().Select(LabelColours.Of).ToArray();
        Assert.Equal(colours.Length, colours.Distinct().Count());
    }

    private Volume Scan(string name, VolumeKind kind) =>
        new(Grid, VoxelType.UInt8, new byte[24]) { Path = folder.File(name), Kind = kind };
}
