using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Files;
using RefacePS.HeadCoordinates;
using RefacePS.Morphometry;
using RefacePS.Refacing;
using RefacePS.Refacing.Faces;
using RefacePS.Rendering;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Bench.Performance;

/// <summary>The pipeline on one scan, a step after the other.</summary>
/// <param name="atlas">The head atlas, loaded.</param>
/// <param name="refacer">With its network loaded.</param>
/// <param name="generator">The network of the refacer.</param>
/// <param name="brains">The brain atlas, loaded.</param>
/// <param name="folder">Where to export.</param>
internal sealed class PipelineRound(
    HeadAtlas atlas, Refacer refacer, FaceGenerator generator, BrainAtlas brains, string folder)
{
    /// <summary>The steps that the user waits for, cmdlet by cmdlet.</summary>
    public void RunLine(string file, StepClock clock)
    {
        var scan = clock.Time("Import-Volume", () => NiftiReader.Read(file));
        var defaced = clock.Time("Invoke-Deface", () => new Defacer(atlas, CPU).Deface(scan));
        var refaced = clock.Time("Invoke-Reface", () => refacer.Reface(defaced));
        clock.Time("Export-Volume", () => VolumeExport.Plan(refaced, folder, includeMask: false)
            .Write(new NiftiWriteOptions(Overwrite: true)));
    }

    /// <summary>The picture of before and after, which is not part of the line.</summary>
    public static void RunPicture(string file, StepClock clock)
    {
        var scan = NiftiReader.Read(file);
        clock.Time("Export-VolumeImage", () => VolumeImage.Render(scan, new VolumeImageOptions(), default));
    }

    /// <summary>The measurement, which is not part of the line.</summary>
    public void RunMeasure(string file, StepClock clock)
    {
        var scan = NiftiReader.Read(file);
        clock.Time("Measure-BrainVolume", () => new BrainMeasurer(atlas, brains, CPU).Measure(scan));
    }

    /// <summary>The parts of each cmdlet, a step after the other.</summary>
    public void RunParts(string file, PartClocks clocks)
    {
        var volume = NiftiReader.Read(file);
        var defaced = RunDeface(volume, clocks.Deface);
        RunReface(defaced, clocks.Reface);
        RunMeasure(volume, clocks.Measure);
        RunPicture(volume, clocks.Picture);
    }

    private Volume RunDeface(Volume volume, StepClock clock)
    {
        using var scan = clock.Time("voxels to real values", () => Image.FromVolume(volume, CPU));
        using var legible = clock.Time("scan made legible", () => LegibleScan.Of(scan));
        using var alignment = clock.Time("registration", () => HeadFinder.Find(atlas, volume, legible, default));
        using var anatomy = clock.Time("atlas carried to the scan", () => new ScanAnatomy(legible, atlas, alignment));
        var mask = clock.Time("mask", () => Defacer.RemovedVoxels(volume.Grid, anatomy, DefaceRegion.Face));
        var quality = clock.Time("assessment", () =>
            DefaceAssessment.Assess(atlas, alignment, anatomy, DefaceRegion.Face, mask));
        var blanked = clock.Time("blanking", () => Blanking.Blank(volume, mask, anatomy));
        clock.Time("second look", () => Look(legible, blanked, anatomy, quality));
        return new Defacer(atlas, CPU).Defaced(blanked, alignment, DefaceRegion.Face, mask);
    }

    private DefaceQuality Look(LegibleScan scan, Volume blanked, ScanAnatomy anatomy, DefaceQuality quality)
    {
        using var before = SeenScan.Of(scan, blanked.HasWorld, HeadCoordinateModel.Shipped(CPU));
        using var after = SeenScan.Of(blanked, CPU, before);
        return SecondLook.Of(after, atlas)
            .Judge(quality, before, atlas, anatomy, anatomy.FaceDepth, mustBeSeen: true);
    }

    private void RunReface(Volume defaced, StepClock clock)
    {
        var place = new FacePlace(defaced.FaceMask!, defaced.Transform!.Value, IsForeign: false);
        using var scan = clock.Time("voxels to real values", () => Image.FromVolume(defaced, CPU));
        var noise = clock.Time("seed from the kept voxels", () => VoxelNoise.FromContent(defaced, place.Removed, 0));
        var intensity = clock.Time("air and scale", () =>
            ScanIntensity.Measure(scan, atlas, place.Scan2Atlas, place.Removed));
        using var drawing = clock.Time("shape of the face", () =>
            generator.Begin(scan, intensity, place, noise, default));
        var face = clock.Time("intensities of the face", () => drawing.Draw(scan, intensity, default));
        var texture = clock.Time("texture of air", () =>
            new AirTexture(defaced.Grid, place.Removed, intensity.AirAlike, noise));
        var voxels = defaced.Voxels.ToArray();
        clock.Time("painting", () =>
        {
            new FacePainter(face, place.Scan2Atlas, new FaceIntensity(intensity, noise, texture))
                .Paint(defaced, place.Removed, voxels);
            return voxels;
        });
    }

    private void RunMeasure(Volume volume, StepClock clock)
    {
        using var scan = clock.Time("voxels to real values", () => Image.FromVolume(volume, CPU));
        using var legible = clock.Time("scan made legible", () => LegibleScan.Of(scan));
        using var blanked = HeadFinder.FindBlanked(volume, scan);
        var head = clock.Time("registration of the head", () =>
            HeadFinder.FindKeptPart(atlas, volume, legible, blanked, default).Scan2Template);
        var (brain, place) = clock.Time("box round the brain, without shading", () =>
            WorkingBrain.Cut(
                scan, head, brains.Priors, blanked, BrainMeasurer.MostRounds, default));
        using var box = brain;
        using var alignment = clock.Time("registration of the brain", () =>
            brains.Priors.Registration.Align(brain, place, blanked, default));
        using var evidence = clock.Time("tissues and features", () =>
            BrainEvidence.Collect(brain, alignment, brains.Priors, default));
        using var segmentation = clock.Time("network", () => BrainSegmentation.Of(evidence, brains.Network));
        clock.Time("volumes", segmentation.Volumes);
    }

    private static void RunPicture(Volume volume, StepClock clock)
    {
        var scene = clock.Time("surface", () => VolumeScene.Load(volume, UprightWorld.Grid2World(volume), default));
        var panels = clock.Time("panels", () =>
            VolumePanels.Draw(scene, scene.Staging, new VolumeImageOptions(), default));
        clock.Time("file", () => PngEncoder.Encode(PictureSheet.Arrange([.. panels.Chunk(3)])));
    }
}

/// <summary>The times of the parts of each cmdlet.</summary>
internal sealed record PartClocks(StepClock Deface, StepClock Reface, StepClock Measure, StepClock Picture);
