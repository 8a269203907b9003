using RefacePS.Atlases;
using RefacePS.Compute;
using RefacePS.HeadCoordinates;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Defacing;

/// <summary>Removes faces: finds the head with the atlas, carries the face zone into the scan, and blanks it.</summary>
/// <param name="atlas">The head atlas; stays the caller's.</param>
/// <param name="device">Where to compute.</param>
public sealed class Defacer(HeadAtlas atlas, Device device)
{
    /// <summary>Removes the face of a volume.</summary>
    /// <param name="volume">The volume; 4-D frames all lose the same voxels.</param>
    /// <param name="region">What to remove.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>The defaced volume with its mask, transform and quality. Kept voxels are those of the input, bit for
    /// bit.</returns>
    /// <exception cref="HeadNotFoundException">No head was found.</exception>
    public Volume Deface(Volume volume, DefaceRegion region = DefaceRegion.Face, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(volume);
        using var memory = ProcessMemory.TrimAfterwards();
        var (defaced, alignment) = DefaceLocated(volume, region, cancel);
        alignment.Dispose();
        return defaced;
    }

    /// <summary>Removes the face of a volume, and says where its head lies in the atlas, which the caller
    /// disposes.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="region">What to remove.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <param name="fill">The real value that is written; null for what air is in the scan.</param>
    /// <exception cref="HeadNotFoundException">No head was found.</exception>
    internal (Volume Defaced, HeadAlignment Alignment) DefaceLocated(
        Volume volume, DefaceRegion region, CancellationToken cancel, float? fill = null)
    {
        using var scan = Image.FromVolume(volume, device, FrameSeries.First(volume));
        using var legible = LegibleScan.Of(scan);
        var alignment = HeadFinder.Find(atlas, volume, legible, cancel);
        try
        {
            return (Deface(volume, legible, alignment, region, cancel, fill), alignment);
        }
        catch
        {
            alignment.Dispose();
            throw;
        }
    }

    /// <summary>Finds where the head of a volume lies in the atlas; the caller disposes.</summary>
    /// <exception cref="HeadNotFoundException">No head was found.</exception>
    internal HeadAlignment Locate(Volume volume, CancellationToken cancel)
    {
        using var scan = Image.FromVolume(volume, device, FrameSeries.First(volume));
        using var legible = LegibleScan.Of(scan);
        return HeadFinder.Find(atlas, volume, legible, cancel);
    }

    /// <summary>Removes the face of a volume whose head was located.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="alignment">Where its head lies.</param>
    /// <param name="region">What to remove.</param>
    /// <param name="cancel">Ends the work.</param>
    internal Volume Deface(Volume volume, HeadAlignment alignment, DefaceRegion region, CancellationToken cancel)
    {
        using var scan = Image.FromVolume(volume, device, FrameSeries.First(volume));
        using var legible = LegibleScan.Of(scan);
        return Deface(volume, legible, alignment, region, cancel);
    }

    /// <summary>Removes the face of a volume whose head was located.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="legible">Its values.</param>
    /// <param name="alignment">Where its head lies.</param>
    /// <param name="region">What to remove.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <param name="fill">The real value that is written; null for what air is in the scan.</param>
    /// <param name="mustBeSeen">Whether a second look that sees no head at all makes the result doubtful.</param>
    private Volume Deface(Volume volume, LegibleScan legible, HeadAlignment alignment, DefaceRegion region,
        CancellationToken cancel, float? fill = null, bool mustBeSeen = true)
    {
        using var scope = NewDisposeScope();
        using var anatomy = new ScanAnatomy(legible, atlas, alignment);
        using var before = SeenScan.Of(legible, volume.HasWorld, HeadCoordinateModel.Shipped(device));
        var spared = SparedBrain.Of(before.Values, before.Head, atlas, anatomy, region, cancel);
        var mask = Resampling.PositiveOn(spared.Depth, anatomy.Grid, volume.Grid);
        var quality = FoldedFace.Judge(FrameSeries.Judge(
            DefaceAssessment.Assess(atlas, alignment, anatomy, region, mask), volume, device, cancel), anatomy);
        cancel.ThrowIfCancellationRequested();
        // Frames may be blank in different places; those of a scan alone were cut by somebody.
        var hasHoles = quality.Status == DefaceStatus.AlreadyDefaced && volume.FrameCount == 1;
        var removed = hasHoles ? BlankedRegion.WithHoles(mask, legible.Scan, atlas, anatomy) : mask;
        var blanked = fill is { } value ? Blanking.Blank(volume, removed, value)
            : Blanking.Blank(volume, removed, anatomy);
        cancel.ThrowIfCancellationRequested();
        using var after = SeenScan.Of(blanked, device, before);
        // It knows nothing of the map that the face was removed by.
        var look = SecondLook.Of(after, atlas);
        return Defaced(blanked, alignment, region, removed) with
        {
            Quality = look.Judge(spared.AddTo(quality), before, atlas, anatomy, spared.Depth, mustBeSeen, cancel),
            FaceSeen = look.FaceSeen(after, atlas),
            NearestToBrain = CutBorder.NearestToBrain(anatomy, region, before.Head),
        };
    }

    /// <summary>Removes the face of another image of the same head in the same world, wherever its own voxels
    /// lie.</summary>
    /// <param name="companion">The image.</param>
    /// <param name="head">A scan of the session that has shown where the head lies.</param>
    /// <param name="region">What to remove.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>The image with its own quality: its registration score is that of the place it was given. Null where
    /// its content does not fit the place.</returns>
    internal Volume? DefaceCompanion(Volume companion, PlacedHead head, DefaceRegion region,
        CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var scan = Image.FromVolume(companion, device, FrameSeries.First(companion));
        using var legible = LegibleScan.Of(scan);
        using var anatomy = new ScanAnatomy(legible, atlas, head.Alignment);
        var score = ContrastModel.CorrelationRatio(anatomy.Expected, anatomy.Values);
        if (!(score >= HeadFinder.LowestScore))
        {
            return null;
        }

        using var content = new ImageContent(companion, device);
        return ContentMatch.Ratio(content.Points, content.Values, head.ValuesAt, head.Sees).IsBestHere
            // The head that it lies like was seen; its own contrast may be any.
            ? Deface(companion, legible, head.Alignment with { Score = score }, region, cancel, mustBeSeen: false)
            : null;
    }

    internal Volume Defaced(Volume blanked, HeadAlignment alignment, DefaceRegion region, Mask mask) =>
        blanked.WithHistory($"defaced ({region})") with
    {
        Kind = VolumeKind.Defaced,
        FaceMask = mask,
        Transform = alignment.Scan2Atlas,
        AtlasHash = atlas.ContentHash,
    };

    /// <summary>The zone on the scan's own grid: its depth is smooth, so it is interpolated and cut at 0.</summary>
    internal static Mask RemovedVoxels(VoxelGrid grid, ScanAnatomy anatomy, DefaceRegion region)
    {
        using var scope = NewDisposeScope();
        return Resampling.PositiveOn(anatomy.Depth(region), anatomy.Grid, grid);
    }
}
