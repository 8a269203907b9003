using System.Diagnostics;
using RefacePS.Defacing;
using RefacePS.Registration;
using RefacePS.Volumes;

namespace RefacePS.Bench.DefaceAccuracy;

/// <summary>Defaces a case and measures what became of the cavity and of the face.</summary>
internal static class CaseMeasurement
{
    /// <param name="defacer">Does the work.</param>
    /// <param name="head">The case.</param>
    /// <param name="truth">Where the plain head lies in the atlas.</param>
    /// <param name="keep">Is given the defaced volume.</param>
    public static CaseResult Measure(Defacer defacer, HeadCase head, HeadAlignment truth, Action<Volume> keep)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            var defaced = defacer.Deface(head.Scan);
            var seconds = clock.Elapsed.TotalSeconds;
            keep(defaced);
            var (removed, distance) = Cavity(head.Cavity, defaced.FaceMask!);
            var left = Landmark.All.Select(landmark => FaceView.ShareLeft(head, defaced, truth, landmark)).ToArray();
            var quality = defaced.Quality!;
            return new(head, quality.Status.ToString(), quality.RegistrationScore, removed, distance, left, seconds,
                string.Join("; ", quality.Reasons));
        }
        catch (RefacePSException fault)
        {
            return new(head, fault.ErrorId, null, null, null, [.. Landmark.All.Select(_ => (double?)null)],
                clock.Elapsed.TotalSeconds, fault.Message);
        }
    }

    private static (long? Removed, double? Distance) Cavity(Mask? cavity, Mask removed)
    {
        if (cavity is null)
        {
            return (null, null);
        }

        var depth = DistanceTransform.Signed(cavity.Grid, i => cavity.Voxels.Span[i] != 0);
        var touched = 0L;
        var nearest = double.PositiveInfinity;
        for (var voxel = 0; voxel < depth.Length; voxel++)
        {
            if (removed.Voxels.Span[voxel] != 0)
            {
                touched += depth[voxel] > 0 ? 1 : 0;
                nearest = Math.Min(nearest, -depth[voxel]);
            }
        }

        return (touched, nearest);
    }
}
