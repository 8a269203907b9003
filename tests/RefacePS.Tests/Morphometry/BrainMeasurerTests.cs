using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Files;
using RefacePS.Morphometry;
using RefacePS.Tests.Defacing;
using RefacePS.Tests.Refacing;
using RefacePS.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Morphometry;

public sealed class BrainMeasurerTests(AverageHead head, ShippedAtlas brains) : NetworkTest, IClassFixture<AverageHead>,
    IClassFixture<ShippedAtlas>
{
    private readonly BrainMeasurer measurer = new(head.Atlas, brains.Atlas, CPU);

    private Volume Average => head.Scan(VoxelType.Int16, value => 1000 * value);

    [Fact]
    public void The_same_scan_gives_the_same_volumes_and_labels()
    {
        var (first, second) =
            (measurer.Measure(Average, withLabels: true), measurer.Measure(Average, withLabels: true));
        Assert.Equal(first.Volumes, second.Volumes);
        Assert.True(first.Labels!.Value.Span.SequenceEqual(second.Labels!.Value.Span));
    }

    [Fact]
    public void The_average_head_has_the_volume_of_the_average_cavity()
    {
        using var inside = brains.Atlas.Priors.Cavity.Voxels > 0.5;
        var cavity = inside.sum().ToDouble() * brains.Atlas.Priors.Cavity.Grid.VoxelVolume / 1000;
        var volumes = measurer.Measure(Average).Volumes;
        // An average has no border but a slope, some millimeters wide: 3 mm are 15 % of the volume.
        Assert.InRange(volumes.TotalIntracranial / cavity, 0.95, 1.07);
        Assert.Equal(1, volumes.CavityInView, 1e-6);
        Assert.Equal(4, volumes.VoxelSizeMillimeters, 1e-6);
        Assert.Equal((MeasurementQuality.Good, ""), (volumes.Quality, volumes.QualityReasons));
    }

    [Fact]
    public void What_the_scan_is_goes_into_the_measurement()
    {
        var volumes =
            measurer.Measure(
                Average with { Subject = "01", Session = "2", Path = "head.nii", Kind = VolumeKind.Refaced,
                    Model = "m 1" }).Volumes;
        Assert.Equal(("01", "2", "head.nii", VolumeKind.Refaced, "m 1"),
            (volumes.Subject, volumes.Session, volumes.Path, volumes.Variant, volumes.Model));
    }

    [Theory]
    [InlineData(VolumeKind.Defaced, null)]
    [InlineData(VolumeKind.Refaced, "m 1")]
    public void A_scan_that_was_read_back_is_what_it_was_written_as(VolumeKind kind, string? model)
    {
        using var folder = new TemporaryFolder();
        var written = VolumeExport.Plan(
            Average with { Kind = kind, Model = model }, folder.File("head.nii"), includeMask: false).Write(new());

        var volumes = measurer.Measure(NiftiReader.Read(written[0])).Volumes;

        Assert.Equal((kind, model), (volumes.Variant, volumes.Model));
    }

    [Fact]
    public void The_sidecar_of_another_image_says_nothing_of_a_scan()
    {
        using var folder = new TemporaryFolder();
        var written = VolumeExport.Plan(
            Average with { Kind = VolumeKind.Defaced }, folder.File("head.nii"), includeMask: false).Write(new());
        NiftiWriter.Write(head.Scan(VoxelType.Int16, value => 900 * value), written[0], new(Overwrite: true));

        Assert.Equal(VolumeKind.Original, measurer.Measure(NiftiReader.Read(written[0])).Volumes.Variant);
    }

    [Fact]
    public void An_empty_scan_has_no_head() =>
        Assert.Throws<HeadNotFoundException>(() => measurer.Measure(head.Scan(VoxelType.UInt8, _ => 0)));

    [SharedDataFact]
    public void A_real_head_agrees_with_its_labels_and_keeps_its_volumes_without_its_face()
    {
        var scan = NiftiReader.Read(SharedData.Path("cohort", "train", "IXI012-HH-1211_T1.nii.gz"));
        var labels = NiftiReader.Read(SharedData.Path("cohort", "labels", "IXI012-HH-1211_T1_DLMUSE.nii.gz")).Voxels;
        var measurement = measurer.Measure(scan, withLabels: true);

        var (both, all) = (0L, 0L);
        for (var voxel = 0; voxel < labels.Length; voxel++)
        {
            var (here, there) = (measurement.Labels!.Value.Span[voxel] > 0, labels.Span[voxel] > 0);
            both += here && there ? 1 : 0;
            all += (here ? 1 : 0) + (there ? 1 : 0);
        }

        Assert.InRange(2.0 * both / all, 0.97, 1);
        var defaced = measurer.Measure(new Defacer(head.Atlas, CPU).Deface(scan)).Volumes;
        Assert.All(Enum.GetValues<BrainRegion>(), region =>
            Assert.InRange(defaced.Of(region) / measurement.Volumes.Of(region), 0.98, 1.02));
    }
}
