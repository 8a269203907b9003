using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Drawing;

/// <summary>
/// Moves the field of the kept anatomy until the skin of the average lies where the kept skin does, beside the border
/// of what was removed: a smooth field leaves them a millimeter or two apart, and that is seen as a ridge or a groove
/// all along the border.
/// </summary>
internal static class SkinJoin
{
    /// <summary>Intensity from which on there is skin: air is 0, brain 0.4.</summary>
    private const double SkinFrom = 0.2;

    /// <summary>Distance (mm) from the average's skin up to which a voxel is asked, and how far (mm) from it the kept
    /// skin is looked for on either side, at so many places.</summary>
    private const double NearSkin = 2, Farthest = 6;
    private const int Places = 13;

    /// <summary>Reach (mm) within which less than this share is kept beside the border: 12 mm from a plane.</summary>
    private const double BesideReach = 6, BesideShare = 0.977;

    /// <summary>Reach (mm) by which voxels go together, one round after another.</summary>
    private static readonly double[] Reaches = [8, 4, 4];

    /// <summary>So few voxels within reach leave the field nearly as it is: the correction fades out within what was
    /// removed.</summary>
    private const double Fade = 0.01;

    /// <summary>The farthest (mm) that a round moves the skin.</summary>
    private const double Most = 2.5;

    /// <summary>The field, corrected.</summary>
    /// <param name="field">Where points of the head lie in the average: shifts, mm, [3, Nz, Ny, Nx] at
    /// <see cref="KeptShape.Spacing"/>.</param>
    /// <param name="average">The average on the <see cref="FaceBox"/>.</param>
    /// <param name="skin">Signed distance to its skin, as <see cref="KeptShape.Skin"/>.</param>
    /// <param name="head">The scan.</param>
    public static Tensor Correct(Tensor field, Tensor average, Tensor skin, ObservedHead head)
    {
        using var scope = NewDisposeScope();
        var kept = FaceBox.CropHeadSpace(head.Kept);
        var scan = stack([FaceBox.CropHeadSpace(head.Intensity), kept.to(float32)]);
        var share = Resampling.Smooth(scan.narrow(0, 1, 1), BesideReach / FaceBox.Spacing)[0];
        var beside = (kept & (share < BesideShare)).reshape(-1).nonzero().reshape(-1);
        var voxels = Resampling.WorldPoints(FaceBox.Grid, field.device).index_select(0, beside);
        // The rounds move the skin by less than it is looked for, so that other voxels are never asked.
        var near = (Surface(field, voxels, skin)[0].abs() < NearSkin + Farthest).nonzero().reshape(-1);
        (beside, voxels) = (beside.index_select(0, near), voxels.index_select(0, near));
        var (_, surface) = PredictedFace.AtSkin(field, skin);
        var normals = Normals(surface).reshape(field.shape);
        foreach (var reach in Reaches)
        {
            var steps = Continued(Steps(field, voxels, beside, scan, average, skin), reach);
            field = field + steps * normals;
        }

        return field.MoveToOuterDisposeScope();
    }

    /// <summary>1 where a voxel tells how far the average's skin lies outside the kept one, that distance (mm), and its
    /// square, [3, Nz, Ny, Nx] at <see cref="FaceBox.Spacing"/>; 0 elsewhere.</summary>
    private static Tensor Steps(
        Tensor field, Tensor voxels, Tensor beside, Tensor scan, Tensor average, Tensor skin)
    {
        using var scope = NewDisposeScope();
        var surface = Surface(field, voxels, skin);
        var asked = (surface[0].abs() < NearSkin).nonzero().reshape(-1);
        var lines = linspace(-Farthest, Farthest, Places, device: field.device).reshape(1, -1, 1)
            * Normals(surface).index_select(1, asked).t().unsqueeze(1);
        var here = voxels.index_select(0, asked);
        var found = Profiles(scan, here.unsqueeze(1) + lines);
        var expected = Profiles(average.unsqueeze(0), InAverage(field, here).unsqueeze(1) + lines);
        var (place, isFound) = Begin(found[0]);
        var (wanted, isWanted) = Begin(expected[0]);
        // What was removed says nothing.
        var isKept = found[1].gather(1, place.round().to(int64).unsqueeze(1)).squeeze(1) > 0.5;
        var tells = (isFound & isWanted & isKept).to(float32);
        var step = tells * (wanted - place) * (2 * Farthest / (Places - 1));
        var steps = zeros(3, FaceBox.Grid.VoxelCount, device: field.device);
        steps.index_copy_(1, beside.index_select(0, asked), stack([tells, step, step.square()]));
        return steps.reshape([3, .. scan.shape[1..]]).MoveToOuterDisposeScope();
    }

    /// <summary>Steps (mm) at all points of the field, [Nz, Ny, Nx]: the mean of what voxels within reach tell, less
    /// where they do not agree with each other.</summary>
    private static Tensor Continued(Tensor steps, double reach)
    {
        using var scope = NewDisposeScope();
        var sums = FaceBox.Respace(
            Resampling.Smooth(steps, reach / FaceBox.Spacing), FaceBox.Spacing, KeptShape.Spacing);
        var (mean, square) = (sums[1] / (sums[0] + Fade), sums[2] / (sums[0] + Fade));
        return (mean * mean.square() / (square + 1e-6)).clamp(-Most, Most).MoveToOuterDisposeScope();
    }

    /// <summary>Places in the average (mm, [N, 3]) of points of the head.</summary>
    private static Tensor InAverage(Tensor field, Tensor points) =>
        points + Resampling.SampleWorld(field, FaceBox.WithSpacing(KeptShape.Spacing), points).t();

    /// <summary>Signed distance (mm) of points of the head to the average's skin, and its gradient, [4, N].</summary>
    private static Tensor Surface(Tensor field, Tensor points, Tensor skin) =>
        Resampling.SampleWorld(skin, FaceBox.Grid, InAverage(field, points));

    /// <summary>Unit vectors (3, N) into the head; shorter far from skin.</summary>
    private static Tensor Normals(Tensor surface)
    {
        var gradient = surface.narrow(0, 1, 3);
        return gradient / (gradient.norm(0, keepdim: true) + 1e-3);
    }

    private static Tensor Profiles(Tensor image, Tensor points) =>
        Resampling.SampleWorld(image, FaceBox.Grid, points.reshape(-1, 3)).reshape(image.shape[0], -1, Places);

    /// <summary>The place on each profile, [N, places], where skin begins, from outside on, and whether there is
    /// one.</summary>
    private static (Tensor Place, Tensor Exists) Begin(Tensor profiles)
    {
        var isSkin = profiles > SkinFrom;
        var begins = ~isSkin.narrow(1, 0, Places - 2) & isSkin.narrow(1, 1, Places - 2)
            & isSkin.narrow(1, 2, Places - 2);
        var first = begins.to(float32).argmax(1, keepdim: true);
        var (before, after) = (profiles.gather(1, first), profiles.gather(1, first + 1));
        var exists = begins.any(1);
        return (where(exists, (first + (SkinFrom - before) / (after - before)).squeeze(1), 0.0), exists);
    }
}
