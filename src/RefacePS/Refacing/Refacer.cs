using RefacePS.Atlases;
using RefacePS.Compute;
using RefacePS.Defacing;
using RefacePS.Refacing.Networks;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing;

/// <summary>Grows an artificial face where a face was removed.</summary>
/// <param name="atlas">The head atlas; stays the caller's.</param>
/// <param name="generator">The network.</param>
/// <param name="modelName">Name and version of the model, for the record.</param>
/// <param name="device">Where to compute.</param>
public sealed class Refacer(HeadAtlas atlas, SliceGenerator generator, string modelName, Device device)
{
    /// <summary>
    /// Standard deviation, in voxels of <see cref="HeadSpace"/>, that takes out how slices disagree with their neighbours: without it the
    /// new skin is lumpy. It is below what separates features of a face.
    /// </summary>
    private const double RippleSmoothing = 0.9;

    /// <summary>Refaces a defaced volume: kept voxels stay as they are, bit for bit.</summary>
    /// <param name="defaced">Our own defaced volume, or anyone's: without a mask the blanked region is searched for.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="NothingRemovedException">The volume still has its face.</exception>
    /// <exception cref="HeadNotFoundException">No head was found.</exception>
    public Volume Reface(Volume defaced, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(defaced);
        using var heap = NativeHeap.TrimAfterwards();
        using var scope = NewDisposeScope();
        var (mask, scan2Atlas) = Locate(defaced, cancel);
        return Fill(defaced, mask, scan2Atlas, mask, cancel);
    }

    /// <summary>
    /// The network's own output over the whole space it draws, kept tissue too, in the scan's grid and type; for
    /// <see cref="VolumeMerge"/> with its <see cref="Volume.Base"/>.
    /// </summary>
    /// <inheritdoc cref="Reface"/>
    public Volume Generate(Volume defaced, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(defaced);
        using var heap = NativeHeap.TrimAfterwards();
        using var scope = NewDisposeScope();
        var (mask, scan2Atlas) = Locate(defaced, cancel);
        return Fill(defaced, mask, scan2Atlas, region: null, cancel) with { Base = defaced };
    }

    /// <summary>Generates every frame and stores it in a region (see <see cref="FacePainter.Paint"/>).</summary>
    private Volume Fill(Volume defaced, Mask mask, AffineMatrix scan2Atlas, Mask? region, CancellationToken cancel)
    {
        var removed = HeadSpace.CarryMask(mask, scan2Atlas, device);
        var hidden = defaced.Transform is null ? FaceOfAtlas() : removed;
        var noise = VoxelNoise.FromContent(defaced);
        var voxels = defaced.Voxels.ToArray();
        var frameBytes = voxels.Length / defaced.FrameCount;
        for (var frame = 0; frame < defaced.FrameCount; frame++)
        {
            using var scan = Image.FromVolume(defaced, device, frame);
            var intensity = ScanIntensity.Measure(scan, atlas, scan2Atlas, mask);
            var face = GenerateFace(scan, scan2Atlas, removed, hidden, intensity, cancel);
            new FacePainter(face, scan2Atlas, new FaceIntensity(intensity, noise))
                .Paint(defaced, region, voxels.AsSpan(frame * frameBytes, frameBytes));
        }

        return defaced.WithVoxels(voxels).WithHistory($"refaced by {modelName}") with
        {
            Kind = VolumeKind.Refaced,
            FaceMask = mask,
            Transform = scan2Atlas,
            Model = modelName,
        };
    }

    /// <summary>What was removed, and where the head lies: known for our own, found for others'.</summary>
    private (Mask Mask, AffineMatrix Scan2Atlas) Locate(Volume defaced, CancellationToken cancel)
    {
        if (defaced is { FaceMask: { } known, Transform: { } transform })
        {
            return (known, transform);
        }

        using var scan = Image.FromVolume(defaced, device);
        using var alignment = HeadFinder.Find(atlas, defaced, scan, cancel);
        var mask = defaced.FaceMask ?? BlankedRegion.Find(scan, atlas, alignment) ?? throw new NothingRemovedException(defaced.Name);
        return (mask, alignment.Scan2Atlas);
    }

    /// <summary>
    /// The face zone in head space (bool). Where someone else cut, the generator sees this hole, the one it has learned
    /// to fill, and not theirs; what they removed beyond it is primed with the average head.
    /// </summary>
    private Tensor FaceOfAtlas()
    {
        using var scope = NewDisposeScope();
        var depth = atlas.Zones.At(Resampling.WorldPoints(HeadSpace.Grid, device)).FaceDepth;
        return (depth > 0).reshape(HeadSpace.Side, HeadSpace.Side, HeadSpace.Side).MoveToOuterDisposeScope();
    }

    /// <summary>The average head in head space, in the intensities of the networks.</summary>
    private Tensor AverageHead()
    {
        using var scope = NewDisposeScope();
        var values = HeadSpace.Carry(atlas.Average, AffineMatrix.Identity);
        var cavity = atlas.Zones.At(Resampling.WorldPoints(HeadSpace.Grid, device)).Cavity;
        return new IntensityScale(0, HeadThreshold.Percentile(values.reshape(-1)[cavity > 0.5], 0.5)).Normalise(values).MoveToOuterDisposeScope();
    }

    /// <summary>The generated stack in head space, intensities of [-1, 1].</summary>
    private float[] GenerateFace(
        Image scan, AffineMatrix scan2Atlas, Tensor removed, Tensor hidden, ScanIntensity intensity, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var inView = HeadSpace.InView(scan.Grid, scan2Atlas, device);
        var known = intensity.Scale.Normalise(HeadSpace.Carry(scan, scan2Atlas));
        var primed = where(removed, AverageHead(), known);
        var input = primed.masked_fill(hidden | ~inView, -1);
        var grid = HeadSpace.Grid;
        var slices = new HeadSlices(grid.Nz, grid.Ny, grid.Nx, input.cpu().contiguous().data<float>().ToArray());
        var drawn = generator.Generate(slices, cancel);
        var generated = tensor(drawn.Values, [grid.Nz, grid.Ny, grid.Nx]).to(device);
        var smooth = Resampling.Smooth(generated.unsqueeze(0), RippleSmoothing)[0];
        return SeamCorrection.Apply(smooth, known, ~removed & inView).cpu().contiguous().data<float>().ToArray();
    }
}
