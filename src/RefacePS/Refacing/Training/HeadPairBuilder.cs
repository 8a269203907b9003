using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Refacing.Faces;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Training;

/// <summary>Makes training pairs: a head with its face, and the same head after our own defacing, in head
/// space.</summary>
/// <param name="atlas">The head atlas; stays the caller's.</param>
/// <param name="device">Where to compute.</param>
public sealed class HeadPairBuilder(HeadAtlas atlas, Device device)
{
    /// <summary>Defaces a scan and carries both versions into head space.</summary>
    /// <exception cref="HeadNotFoundException">No head was found.</exception>
    /// <exception cref="TrainingDataInvalidException">The scan has no face to learn from, or its defacing is
    /// doubtful.</exception>
    public HeadPair Build(Volume volume, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(volume);
        var defaced = new Defacer(atlas, device).Deface(volume, DefaceRegion.Face, cancel);
        if (defaced.Quality is { Status: not DefaceStatus.Good } quality)
        {
            throw new TrainingDataInvalidException(
                $"'{volume.Name}' cannot teach a face: {string.Join("; ", quality.Reasons)}.");
        }

        using var scope = NewDisposeScope();
        var scan2Atlas = defaced.Transform!.Value;
        using var scan = Image.FromVolume(volume, device);
        var whole = HeadSpace.Carry(scan, scan2Atlas);
        var scale = ScanIntensity.Measure(scan, atlas, scan2Atlas).Scale;
        var inView = HeadSpace.InView(volume.Grid, scan2Atlas, device);
        var removed = HeadSpace.CarryMask(defaced.FaceMask!, scan2Atlas, device);
        var target = scale.Normalise(whole).masked_fill(~inView, -1);
        var input = target.masked_fill(removed, -1);
        return new HeadPair(volume.Subject ?? volume.Name, HeadSpace.Grid.Nz, Quantise(input), Quantise(target),
            Bytes((removed & inView).to(uint8)))
        {
            ByKeptPart = KeptPart.Pose(atlas, scan, scan2Atlas, cancel) * scan2Atlas.Inverse(),
        };
    }

    private static byte[] Quantise(Tensor values) =>
        Array.ConvertAll(values.cpu().contiguous().data<float>().ToArray(), HeadPair.Quantise);

    private static byte[] Bytes(Tensor values) => values.cpu().contiguous().data<byte>().ToArray();
}
