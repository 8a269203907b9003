using RefacePS.Atlases;
using RefacePS.Compute;
using RefacePS.Defacing;
using RefacePS.Refacing.Faces;
using RefacePS.Registration;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Refacing;

/// <summary>Grows an artificial face where a face was removed.</summary>
/// <param name="atlas">The head atlas; stays the caller's.</param>
/// <param name="generator">What makes the faces; stays the caller's.</param>
/// <param name="modelName">Name and version of the model, for the record.</param>
/// <param name="device">Where to compute.</param>
public sealed class Refacer(HeadAtlas atlas, FaceGenerator generator, string modelName, Device device)
{
    /// <summary>Chooses among the faces that a scan can get; a scan and a seed always give the same one.</summary>
    public int Seed { get; init; }

    /// <summary>SHA-256 of the files of the model, for the record; null where it is not known.</summary>
    public string? ModelHash { get; init; }

    /// <summary>Refaces a defaced volume: kept voxels stay as they are, bit for bit.</summary>
    /// <param name="defaced">Our own defaced volume, or anyone's: without a mask the blanked region is searched
    /// for.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="NothingRemovedException">The volume still has its face.</exception>
    /// <exception cref="HeadNotFoundException">No head was found.</exception>
    public Volume Reface(Volume defaced, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(defaced);
        using var memory = ProcessMemory.TrimAfterwards();
        using var scope = NewDisposeScope();
        var place = Locate(defaced, cancel);
        return Fill(defaced, place, place.Removed, cancel).WithHistory($"refaced by {modelName}");
    }

    /// <summary>
    /// The generator's own output over the whole space it draws, kept tissue too, in the scan's grid and type; for
    /// <see cref="VolumeMerge"/> with its <see cref="Volume.Base"/>.
    /// </summary>
    /// <inheritdoc cref="Reface"/>
    public Volume Generate(Volume defaced, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(defaced);
        using var memory = ProcessMemory.TrimAfterwards();
        using var scope = NewDisposeScope();
        return Fill(defaced, Locate(defaced, cancel), region: null, cancel)
            .WithHistory($"drawn by {modelName}, kept tissue too") with { Kind = VolumeKind.Raw, Base = defaced };
    }

    /// <summary>Generates every frame and stores it in a region (see <see cref="FacePainter.Paint"/>).</summary>
    private Volume Fill(Volume defaced, FacePlace place, Mask? region, CancellationToken cancel)
    {
        var noise = VoxelNoise.FromContent(defaced, place.Removed, Seed);
        var voxels = defaced.Voxels.ToArray();
        var frameBytes = voxels.Length / defaced.FrameCount;
        FaceDrawing? drawing = null;
        AirTexture? texture = null;
        var deviation = double.NaN;
        try
        {
            for (var frame = 0; frame < defaced.FrameCount; frame++)
            {
                using var scan = Image.FromVolume(defaced, device, frame);
                var intensity = ScanIntensity.Measure(scan, atlas, place.Scan2Atlas, place.Removed);
                drawing ??= generator.Begin(scan, intensity, place, noise, cancel);
                deviation = drawing.Deviation;
                var face = drawing.Draw(scan, intensity, cancel);
                texture ??= new AirTexture(defaced.Grid, region, intensity.AirAlike, noise);
                new FacePainter(face, place.Scan2Atlas, new FaceIntensity(intensity, noise, texture))
                    .Paint(defaced, region, voxels.AsMemory(frame * frameBytes, frameBytes));
            }
        }
        finally
        {
            drawing?.Dispose();
        }

        return defaced.WithVoxels(voxels) with
        {
            Kind = VolumeKind.Refaced,
            FaceMask = place.Removed,
            Transform = place.Scan2Atlas,
            Model = modelName,
            ModelHash = ModelHash,
            AtlasHash = atlas.ContentHash,
            Quality = defaced.Quality is { } quality ? quality with { FaceDeviation = deviation } : null,
        };
    }

    /// <summary>The place of the removed face and of the head: known for our own, found for others'.</summary>
    private FacePlace Locate(Volume defaced, CancellationToken cancel)
    {
        if (defaced is { FaceMask: { } known, Transform: { } transform })
        {
            return new FacePlace(known, transform, IsForeign(defaced));
        }

        using var scan = Image.FromVolume(defaced, device, FrameSeries.First(defaced));
        using var legible = LegibleScan.Of(scan);
        using var alignment = HeadFinder.Find(atlas, defaced, legible, cancel);
        var mask = defaced.FaceMask ?? FindRemoved(legible, alignment)
            ?? throw new NothingRemovedException(defaced.Name);
        return new FacePlace(mask, alignment.Scan2Atlas, IsForeign(defaced));
    }

    /// <summary>True if somebody else took the face: we have not looked at the scan, or found no face when we
    /// did.</summary>
    private static bool IsForeign(Volume defaced) =>
        defaced.Transform is null || defaced.Quality?.Status == DefaceStatus.AlreadyDefaced;

    private Mask? FindRemoved(LegibleScan scan, HeadAlignment alignment)
    {
        using var anatomy = new ScanAnatomy(scan, atlas, alignment);
        return BlankedRegion.Find(scan.Scan, atlas, anatomy);
    }
}
