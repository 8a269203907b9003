using RefacePS.Refacing.Faces;
using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Pix2Pix3D;

/// <summary>
/// Says how far below the skin voxels of <see cref="HeadSpace"/> lie. Detail is drawn there alone: drawn into skin, it
/// opened lips, and a surface that was drawn to be nobody's would no longer be what it was. Networks learn detail of
/// skin all the same: where they had to leave it out, their detail elsewhere became worse, supposedly because a
/// discriminator can go by the skin alone.
/// </summary>
internal static class BelowSkin
{
    /// <summary>Voxels from the air outside to where all counts.</summary>
    private const int Passage = 4;

    /// <summary>0 outside and in the first 2 mm of tissue, then more by steps of 2 mm, 1 from 8 mm on; [slices, rows,
    /// columns].</summary>
    /// <param name="head">A head, [slices, rows, columns].</param>
    public static Tensor Share(Tensor head)
    {
        using var scope = NewDisposeScope();
        var outside = Outside(head >= FaceShading.TissueFrom).to(float32);
        var share = ones_like(outside);
        for (var depth = 0; depth < Passage; depth++)
        {
            outside = Morphology.Dilate(outside, side: 3);
            share -= outside / Passage;
        }

        return share.MoveToOuterDisposeScope();
    }

    /// <summary>The air that can be seen from in front, from either side or from below: what a face is looked at
    /// through, and not the airways.</summary>
    private static Tensor Outside(Tensor tissue)
    {
        var fromRight = tissue.cumsum(0);
        var fromBelow = tissue.cumsum(1);
        var fromFront = tissue.flip(2).cumsum(2).flip(2);
        var fromLeft = tissue.flip(0).cumsum(0).flip(0);
        return (fromRight == 0) | (fromLeft == 0) | (fromBelow == 0) | (fromFront == 0);
    }
}
