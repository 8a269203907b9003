using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.Privacy;

/// <summary>Takes away, beside the face, the outside of a whole head to some depth; the brain and 5 mm round it
/// stay.</summary>
internal static class OuterShell
{
    /// <summary>Millimeters that stay round the cavity, and the probability from which on it is one.</summary>
    private const double Spared = 5;
    private const double Cavity = 0.01;

    /// <summary>Voxels a side of the cube that closes nostrils and ear canals.</summary>
    private const int ClosingSide = 5;

    private const double AirQuantile = 0.02;

    /// <summary>A scan without the outside of its head.</summary>
    /// <param name="original">The scan.</param>
    /// <param name="defaced">The same scan, defaced.</param>
    /// <param name="atlas">The head atlas.</param>
    /// <param name="depth">To what depth, mm; infinite for all but the brain.</param>
    public static Volume Remove(Volume original, Volume defaced, HeadAtlas atlas, double depth)
    {
        using var scope = NewDisposeScope();
        var grid = original.Grid;
        using var scan = Image.FromVolume(original, CPU);
        var air = OutsideAir(scan);
        var below = DistanceTransform.Signed(grid, voxel => !air[voxel]);
        var points = Resampling.Transform(Resampling.WorldPoints(grid, CPU), defaced.Transform!.Value);
        var cavity = (atlas.Zones.At(points).Cavity > Cavity).data<bool>().ToArray();
        var within = DistanceTransform.Signed(grid, voxel => cavity[voxel]);
        var face = defaced.FaceMask!.Voxels.ToArray();
        var removed = new Mask(grid, face.Select((inFace, voxel) =>
            (byte)(inFace != 0 || (below[voxel] > 0 && below[voxel] < depth && within[voxel] < -Spared) ? 1 : 0))
            .ToArray());
        return Blanking.Blank(original, removed, (float)HeadThreshold.Percentile(scan.Voxels, AirQuantile)) with
            { Kind = VolumeKind.Defaced, FaceMask = removed };
    }

    /// <summary>Marks the air that reaches the walls of the scan.</summary>
    private static bool[] OutsideAir(Image scan)
    {
        using var scope = NewDisposeScope();
        var tissue = (Resampling.Smooth(scan.Voxels.unsqueeze(0), 0.7)[0] > HeadThreshold.Otsu(scan.Voxels) / 2)
            .to(float32);
        var blocked = Morphology.Dilate(tissue, ClosingSide).data<float>().ToArray();
        var (grid, reached) = (scan.Grid, new float[blocked.Length]);
        var open = new Stack<int>();
        for (var voxel = 0; voxel < blocked.Length; voxel++)
        {
            var (i, j, k) = Place(grid, voxel);
            if (i == 0 || j == 0 || k == 0 || i == grid.Nx - 1 || j == grid.Ny - 1 || k == grid.Nz - 1)
            {
                Visit(voxel);
            }
        }

        while (open.TryPop(out var voxel))
        {
            var (i, j, k) = Place(grid, voxel);
            (int Index, int Count, int Stride)[] axes =
                [(i, grid.Nx, 1), (j, grid.Ny, grid.Nx), (k, grid.Nz, grid.Nx * grid.Ny)];
            foreach (var (index, count, stride) in axes)
            {
                if (index > 0)
                {
                    Visit(voxel - stride);
                }

                if (index < count - 1)
                {
                    Visit(voxel + stride);
                }
            }
        }

        var outside = Morphology.Dilate(tensor(reached, tissue.shape), ClosingSide);
        return (outside > 0.5).data<bool>().ToArray();

        void Visit(int voxel)
        {
            if (blocked[voxel] < 0.5f && reached[voxel] == 0)
            {
                reached[voxel] = 1;
                open.Push(voxel);
            }
        }
    }

    private static (int I, int J, int K) Place(VoxelGrid grid, int voxel) =>
        (voxel % grid.Nx, voxel / grid.Nx % grid.Ny, voxel / (grid.Nx * grid.Ny));
}
