using RefacePS.Atlases;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.DefaceAccuracy;

/// <summary>
/// The place of a plain head in the atlas, found another way than defacing does: the labelled cavity is laid on the
/// atlas's cavity first, with no look at intensities, and the scan is then matched longer and finer than defacing has
/// time for.
/// </summary>
internal sealed class HeadTruth(HeadAtlas atlas) : IDisposable
{
    private readonly Template cavity = CavityTemplate(atlas);
    private readonly Template head = new(atlas.Average, 4, 0.5);
    private readonly Template fineHead = new(atlas.Average, 3, 0.5);

    /// <summary>Aligns a plain head. Where nobody labelled the cavity, the start is the library's own.</summary>
    public HeadAlignment Find(HeadCase plain)
    {
        using var scope = NewDisposeScope();
        using var scan = Image.FromVolume(plain.Scan, CPU);
        using var samples = ScanSamples.Create(scan, 4, 0.5);
        var affine = AffineRegistration.Refine(head, samples, Start(plain, scan), AffineFreedom.Full, 20);
        using var coarse = Resampling.Shrink(scan, 4);
        using var field = DeformableRegistration.Refine(head, coarse, affine.Scan2Template, null, new(40, 1.5, 1.0));
        using var fine = Resampling.Shrink(scan, 3);
        return new(affine.Scan2Template, DeformableRegistration.Refine(
            fineHead, fine, affine.Scan2Template, field, new(20, 1.5, 1.0)), affine.Score);
    }

    /// <summary>Dice overlap of the labelled cavity with the atlas's, under an alignment.</summary>
    public double CavityDice(Mask labelled, HeadAlignment alignment)
    {
        using var scope = NewDisposeScope();
        var carried = atlas.Zones.At(alignment.ToAtlas(Resampling.WorldPoints(labelled.Grid, CPU))).Cavity > 0.5;
        var inside = tensor(labelled.Voxels.ToArray()) > 0;
        return 2 * (carried & inside).sum().ToDouble() / (carried.sum().ToDouble() + inside.sum().ToDouble());
    }

    private AffineMatrix Start(HeadCase plain, Image scan)
    {
        if (plain.Cavity is not { } labelled)
        {
            using var own = atlas.Registration.Align(scan, plain.Scan.HasWorld);
            return own.Scan2Atlas;
        }

        using var image =
            Image.FromValues(labelled.Grid, Array.ConvertAll(labelled.Voxels.ToArray(), v => (float)v), CPU);
        using var samples = ScanSamples.Create(image, 6, 0.7);
        var (x, y, z) = samples.HeadCentre;
        return AffineRegistration.Refine(cavity, samples, AffineMatrix.Translation(-x, -y, -z), AffineFreedom.Full, 30)
            .Scan2Template;
    }

    private static Template CavityTemplate(HeadAtlas atlas)
    {
        using var image = new Image(atlas.Zones.Grid, atlas.Zones.Channels[0].clone());
        return new Template(image, 6, 0.7);
    }

    public void Dispose()
    {
        cavity.Dispose();
        head.Dispose();
        fineHead.Dispose();
    }
}
