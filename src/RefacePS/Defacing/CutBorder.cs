using System.Numerics;
using RefacePS.HeadCoordinates;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Defacing;

/// <summary>The places at which the removed part comes nearest to the brain, as a person is shown them who judges a
/// result.</summary>
internal static class CutBorder
{
    /// <summary>Distance from the midline of the atlas (mm) within which the middle of the head lies.</summary>
    private const double Middle = 12;

    /// <summary>World z (mm) of the atlas under the frontal lobes and over the temporal poles.</summary>
    private const double UnderFrontalLobes = -25;

    /// <summary>Brain farther from what is removed than this (mm) is not looked at.</summary>
    private const double Reach = 30;

    /// <summary>
    /// Six points of the brain, each the nearest to what is removed (mm, world of the scan): in the left, the middle
    /// and the right of the head, at the height of the temporal and of the frontal lobes, and of all. Brain is what the
    /// atlas takes for it where the head lies, and what the network saw in the scan. None where there is no brain near.
    /// </summary>
    /// <param name="anatomy">What the atlas says of the scan.</param>
    /// <param name="region">What is removed.</param>
    /// <param name="seen">What the network saw before; null where it saw nothing.</param>
    public static IReadOnlyList<Vector3> NearestToBrain(ScanAnatomy anatomy, DefaceRegion region, SeenHead? seen)
    {
        using var scope = NewDisposeScope();
        var depth = anatomy.Depth(region);
        var near = depth > -Reach;
        var points = Resampling.WorldPoints(anatomy.Grid, depth.device)[near];
        var isBrain = anatomy.Cavity[near] > 0.5;
        isBrain = seen is { IsHead: true } ? isBrain | (seen.CavityAt(points) > SeenHead.SurelyCavity) : isBrain;
        points = points[isBrain];
        if (points.shape[0] == 0)
        {
            return [];
        }

        depth = depth[near][isBrain];
        var places = anatomy.AtlasPoints[near][isBrain];
        var (aside, height) = (places.select(1, 0), places.select(1, 2));
        return [Deepest(aside < -Middle), Deepest(aside.abs() <= Middle), Deepest(aside > Middle),
            Deepest(height < UnderFrontalLobes), Deepest(height >= UnderFrontalLobes), Deepest(depth > -Reach)];

        // Where a part of the head has no brain near, the nearest of all stands for it.
        Vector3 Deepest(Tensor part)
        {
            var at = where(part, depth, depth - 2 * Reach).argmax().ToInt64();
            var point = points[at].cpu().data<float>().ToArray();
            return new(point[0], point[1], point[2]);
        }
    }
}
