using RefacePS.Privacy;
using static TorchSharp.torch;

namespace RefacePS.Bench.RefaceComparison;

/// <summary>The true faces that artificial ones are held against.</summary>
internal sealed class FaceGallery(FaceReader reader)
{
    private const double LeastInView = 0.5;

    /// <summary>The true faces.</summary>
    public List<BiometricSample> Owners { get; } = [];

    /// <summary>Altered copies of them, which an attack must find.</summary>
    public List<BiometricSample> Copies { get; } = [];

    /// <summary>Takes a true face; false where too little of it is in view.</summary>
    public bool TryAdd(Volume original, string name)
    {
        var face = reader.Read(original, default);
        if (face.Face.InView < LeastInView)
        {
            return false;
        }

        Owners.Add(new(new(name, null, "Original", null, null), face));
        Copies.Add(new(
            new(name, null, "Control", null, null), reader.Read(ControlCopy.Create(original, seed: 1, CPU), default)));
        return true;
    }

    /// <summary>Reads a face; null where no head is found.</summary>
    public FaceSurface? Read(Volume volume)
    {
        try
        {
            return reader.Read(volume, default).Face;
        }
        catch (RefacePSException)
        {
            return null;
        }
    }

    /// <summary>Reads an artificial face that is to be looked up.</summary>
    public BiometricSample Look(Volume volume, string name, string variant) =>
        new(new(name, null, variant, null, null), reader.Read(volume, default));
}
