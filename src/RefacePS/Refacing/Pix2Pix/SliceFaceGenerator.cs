using RefacePS.Atlases;
using RefacePS.Refacing.Faces;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Pix2Pix;

/// <summary>Faces that a 2.5-D network draws slice by slice.</summary>
/// <param name="atlas">The head atlas; stays the caller's.</param>
/// <param name="network">The network.</param>
/// <param name="device">Where to compute.</param>
public sealed class SliceFaceGenerator(HeadAtlas atlas, SliceGenerator network, Device device) : FaceGenerator
{
    /// <summary>
    /// Standard deviation, in voxels of <see cref="HeadSpace"/>, that takes out how slices disagree with their
    /// neighbours: without it the new skin is lumpy. It is below what separates features of a face.
    /// </summary>
    private const double RippleSmoothing = 0.9;

    /// <inheritdoc/>
    internal override FaceDrawing Begin(Image scan, ScanIntensity intensity, FacePlace place, VoxelNoise noise,
        CancellationToken cancel)
    {
        var removed = HeadSpace.CarryMask(place.Removed, place.Scan2Atlas, device);
        return new Drawing(this, place, removed, place.IsForeign ? FaceOfAtlas() : removed);
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
        return new IntensityScale(0, HeadThreshold.Percentile(values.reshape(-1)[cavity > 0.5], 0.5)).Normalise(values)
            .MoveToOuterDisposeScope();
    }

    /// <summary>The generated stack in head space, intensities of [-1, 1].</summary>
    private Tensor Draw(Image scan, AffineMatrix scan2Atlas, Tensor removed, Tensor hidden, ScanIntensity intensity,
        CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var inView = HeadSpace.InView(scan.Grid, scan2Atlas, device);
        var known = intensity.Scale.Normalise(HeadSpace.Carry(scan, scan2Atlas));
        var primed = where(removed, AverageHead(), known);
        var input = primed.masked_fill(hidden | ~inView, -1);
        var grid = HeadSpace.Grid;
        var slices = new HeadSlices(grid.Nz, grid.Ny, grid.Nx, input.cpu().contiguous().data<float>().ToArray());
        var drawn = network.Generate(slices, cancel);
        var generated = tensor(drawn.Values, [grid.Nz, grid.Ny, grid.Nx]).to(device);
        var smooth = Resampling.Smooth(generated.unsqueeze(0), RippleSmoothing)[0];
        return SeamCorrection.Apply(smooth, known, ~removed & inView).MoveToOuterDisposeScope();
    }

    private sealed class Drawing(SliceFaceGenerator generator, FacePlace place, Tensor removed, Tensor hidden)
        : FaceDrawing
    {
        public override IDrawnFace Draw(Image scan, ScanIntensity intensity, CancellationToken cancel)
        {
            using var scope = NewDisposeScope();
            return new DrawnStack(generator.Draw(scan, place.Scan2Atlas, removed, hidden, intensity, cancel));
        }

        public override void Dispose()
        {
            removed.Dispose();
            hidden.Dispose();
        }
    }

    /// <summary>A stack in head space, trilinear between voxels.</summary>
    private sealed class DrawnStack(Tensor stack) : IDrawnFace
    {
        private const float Air = -1;
        private readonly ChannelSampler sampler = new(stack.unsqueeze(0), HeadSpace.Grid);

        public bool Contains(double x, double y, double z) => sampler.Contains(x, y, z);

        public float At(double x, double y, double z)
        {
            Span<float> value = [Air];
            if (Contains(x, y, z))
            {
                sampler.At(x, y, z, value);
            }

            return value[0];
        }
    }
}
