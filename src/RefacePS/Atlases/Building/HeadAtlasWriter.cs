using RefacePS.Compute;
using RefacePS.Volumes;

namespace RefacePS.Atlases.Building;

/// <summary>Writes the files of a head atlas from its average and cavity.</summary>
internal static class HeadAtlasWriter
{
    /// <summary>Zones are smooth, so 2 mm holds them.</summary>
    private const double ZoneSpacing = 2;

    /// <summary>A voxel that belongs to the cavity of more than this share of heads is cavity for the zones.</summary>
    private const float CavityShare = 0.01f;

    /// <summary>Distance (mm) that the zones keep from the cavity.</summary>
    private const float CavityMargin = 4;

    /// <summary>The step that intensities and shares are rounded to.</summary>
    private const double Step = 1.0 / 255;

    /// <summary>Half a millimeter a step, which an 8-bit voxel holds to 64 mm.</summary>
    private const double DepthStep = 0.5;

    /// <summary>Writes the atlas into a folder that exists.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="average">Average head, 0 to 1, at its own resolution.</param>
    /// <param name="cavity">Probability of the intracranial cavity, 0 to 1.</param>
    public static void Write(string folder, Image average, Image cavity)
    {
        using var coarseCavity = Resampling.Shrink(cavity, ZoneSpacing);
        var grid = coarseCavity.Grid;
        var share = coarseCavity.ToArray();
        var cavityDepth = DistanceTransform.Signed(grid, i => share[i] > CavityShare);

        var face = Depth(grid, cavityDepth, (_, y, z) => FaceZone.FaceDepth(y, z));
        var ears = Depth(grid, cavityDepth, FaceZone.EarDepth);
        AtlasImageFile.Write(folder, HeadAtlas.AverageFile, average.Grid, average.ToArray(), VoxelType.UInt8, Step);
        AtlasImageFile.Write(folder, HeadAtlas.CavityFile, grid, share, VoxelType.UInt8, Step);
        AtlasImageFile.Write(folder, HeadAtlas.FaceFile, grid, face, VoxelType.Int8, DepthStep);
        AtlasImageFile.Write(folder, HeadAtlas.EarFile, grid, ears, VoxelType.Int8, DepthStep);
    }

    private static float[] Depth(VoxelGrid grid, float[] cavityDepth, Func<double, double, double, double> zone)
    {
        var depth = new float[cavityDepth.Length];
        Slabs.Run(grid.Nz, 1, (k, _) =>
        {
            for (var j = 0; j < grid.Ny; j++)
            {
                for (var i = 0; i < grid.Nx; i++)
                {
                    var index = (k * grid.Ny + j) * grid.Nx + i;
                    var (x, y, z) = grid.Grid2World.Apply(i, j, k);
                    depth[index] = (float)Math.Min(zone(x, y, z), -cavityDepth[index] - CavityMargin);
                }
            }
        });
        return depth;
    }
}
