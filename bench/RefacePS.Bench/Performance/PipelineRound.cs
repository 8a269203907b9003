using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Files;
using RefacePS.Morphometry;
using RefacePS.Refacing;
using RefacePS.Rendering;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Bench.Performance;

/// <summary>The pipeline on one scan, a step after the other.</summary>
/// <param name="atlas">The head atlas, loaded.</param>
/// <param name="refacer">With its network loaded.</param>
/// <param name="measurer">With its atlas loaded.</param>
/// <param name="folder">Where to export.</param>
internal sealed class PipelineRound(HeadAtlas atlas, Refacer refacer, BrainMeasurer measurer, string folder)
{
    /// <summary>What the user waits for, cmdlet by cmdlet.</summary>
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
        clock.Time("Measure-BrainVolume", () => measurer.Measure(scan));
    }

    /// <summary>The parts of defacing.</summary>
    public void RunDeface(string file, StepClock clock)
    {
        var volume = NiftiReader.Read(file);
        using var scan = clock.Time("voxels to real values", () => Image.FromVolume(volume, CPU));
        using var alignment = clock.Time("registration", () => atlas.Registration.Align(scan, volume.HasWorld));
        using var anatomy = clock.Time("atlas carried to the scan", () => new ScanAnatomy(scan, atlas, alignment));
        var mask = clock.Time("mask", () => Defacer.RemovedVoxels(volume.Grid, anatomy, DefaceRegion.Face));
        clock.Time("assessment", () => DefaceAssessment.Assess(atlas, alignment, anatomy, DefaceRegion.Face, mask));
        clock.Time("blanking", () => Blanking.Blank(volume, mask, anatomy));
    }
}
