using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Defacing;

/// <summary>
/// The part of a face that lies beyond the field of view and came back in at its other side, behind the head or above
/// it: magnetic resonance folds what it does not encode (aliasing; Haacke et al., Magnetic Resonance Imaging, 1999). No
/// map of the head reaches it.
/// </summary>
internal static class FoldedFace
{
    /// <summary>The cross-section (mm2) at the border below which what comes in is too little to know a person
    /// by.</summary>
    private const double LeastSection = 100;

    /// <summary>The least share of the smaller cross-section, of the face where it leaves or of what comes in, that
    /// lies in line with the other.</summary>
    private const double LeastShare = 0.5;

    /// <summary>Voxels from a border within which tissue lies at it: readers and filters blank the outermost.</summary>
    private const int AtBorder = 2;

    /// <summary>Distance (mm) by which the expected head is widened: heads differ, and necks bend.</summary>
    private const double Widening = 8;

    /// <summary>Cross-section (cm2) of what comes in at a border of the field of view, outside of the head, in line
    /// with where the face leaves it at the opposite one; 0 where nothing does.</summary>
    public static double Section(ScanAnatomy anatomy)
    {
        if (anatomy.IsTomography)
        {
            return 0;
        }

        using var scope = NewDisposeScope();
        var shape = new[] { (long)anatomy.Grid.Nz, anatomy.Grid.Ny, anatomy.Grid.Nx };
        var threshold = FaceTissue.Threshold(anatomy.Values, anatomy.Values[anatomy.Cavity > 0.5]);
        var tissue = WithoutSpecks((anatomy.Values > threshold).reshape(shape));
        var head = (anatomy.Expected > FaceTissue.Expected).reshape(shape);
        var reach = (int)Math.Ceiling(Widening / Math.Cbrt(anatomy.Grid.VoxelVolume));
        var beyond = Morphology.Dilate(head.to(float32), 2 * reach + 1) == 0;
        // Where the face was removed, the atlas alone tells that it leaves the field of view.
        var face = (head | (tissue & beyond.logical_not())) & (anatomy.FaceDepth > 0).reshape(shape);
        var outside = tissue & beyond & face.logical_not();
        var largest = 0.0;
        for (var dimension = 0; dimension < 3; dimension++)
        {
            var last = shape[dimension] - AtBorder;
            var pixel = anatomy.Grid.VoxelVolume / anatomy.Grid.VoxelSize[2 - dimension];
            foreach (var (leaves, enters) in last <= AtBorder ? [] : new (long, long)[] { (0, last), (last, 0) })
            {
                var leaving = face.narrow(dimension, leaves, AtBorder).any(dimension);
                var entering = outside.narrow(dimension, enters, AtBorder).any(dimension);
                var inLine = (leaving & entering).sum().ToInt64();
                var rest = Math.Min(entering.sum().ToInt64(), leaving.sum().ToInt64());
                if (inLine * pixel >= LeastSection && inLine >= LeastShare * rest)
                {
                    largest = Math.Max(largest, inLine * pixel);
                }
            }
        }

        return largest / 100;
    }

    /// <summary>The part of a mask that is made of whole cubes of three voxels (opening); noise of the air has
    /// none.</summary>
    private static Tensor WithoutSpecks(Tensor mask)
    {
        const int side = 3;
        var eroded = -Morphology.Dilate(-mask.to(float32), side);
        return Morphology.Dilate(eroded, side) > 0.5;
    }

    /// <summary>The quality of a defacing, doubted where part of the face may have been folded over.</summary>
    public static DefaceQuality Judge(DefaceQuality quality, ScanAnatomy anatomy) =>
        Section(anatomy) is > 0 and var section
            ? quality.Doubted(FormattableString.Invariant(
                $"the face leaves the field of view, and {section:0} cm2 of tissue come in at the opposite border, ")
                + "which may be the rest of it, folded over")
            : quality;
}
