using RefacePS.Compute;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Morphometry.Building;

/// <summary>
/// Another head that the same brain could have been in, and another coil that could have received it: a brain that has
/// shrunk in its skull, dura and marrow that are brighter, shading. A cohort of healthy people on one scanner holds few
/// of these, and how the inside of a skull is told from its wall must not rest on that.
/// </summary>
/// <param name="Atrophy">How far (mm) the surface of the brain has shrunk from the skull at the vertex.</param>
/// <param name="Dura">How bright what lines the skull is, beside grey matter; 0 as it came.</param>
/// <param name="Marrow">How bright the middle of the bone is, beside grey matter; 0 as it came.</param>
/// <param name="Coil">The logarithm by which the scalp is brighter than the middle of the brain.</param>
/// <param name="Slope">The logarithm by which a scan grows brighter along each axis of its grid, from end to
/// end.</param>
/// <param name="Seed">Of the noise in new fluid.</param>
internal sealed record BrainAugmentation(
    double Atrophy, double Dura, double Marrow, double Coil, (double X, double Y, double Z) Slope, int Seed)
{
    private const double MostAtrophy = 4, MostDura = 0.8, MostMarrow = 1.3, MostCoil = 1.2, MostSlope = 0.8;

    /// <summary>Depth (mm) at which a shrunken brain lies where it lay before, to within a third.</summary>
    private const double Reach = 25;

    /// <summary>Distances (mm) from the cavity at which dura and marrow lie.</summary>
    private static readonly (double From, double To) DuraShell = (0, 2.5), MarrowShell = (4.5, 8.5);

    /// <summary>Distance (mm) from the middle of the cavity at which a coil's shading is whole.</summary>
    private const double ToScalp = 100;

    /// <summary>The head as it came.</summary>
    public static BrainAugmentation None { get; } = new(0, 0, 0, 0, (0, 0, 0), Seed: 0);

    /// <summary>By chance: each of them in one of two.</summary>
    public static BrainAugmentation Draw(Random random)
    {
        return new(
            Sometimes(MostAtrophy), Sometimes(MostDura), Sometimes(MostMarrow), Sometimes(MostCoil),
            (Around(), Around(), Around()), random.Next());

        double Sometimes(double most) => random.Next(2) == 0 ? 0 : most * random.NextDouble();

        double Around() => MostSlope * (random.NextDouble() - 0.5);
    }

    /// <summary>The head as it would be.</summary>
    public LabelledBrain Of(LabelledBrain brain)
    {
        ArgumentNullException.ThrowIfNull(brain);
        var grid = brain.Scan.Grid;
        var work = new Work(this, grid, brain.Scan.ToArray(), brain.Structures.ToArray());
        var (values, structures) = work.Make();
        return new LabelledBrain(
            Image.FromValues(grid, values, brain.Scan.Voxels.device),
            Image.FromValues(grid, structures, brain.Scan.Voxels.device));
    }

    /// <summary>One head in the making.</summary>
    private sealed class Work(BrainAugmentation recipe, VoxelGrid grid, float[] values, float[] structures)
    {
        private readonly float[] depth = Depth(grid, structures);
        private readonly double voxel = grid.VoxelSize.Average();

        public (float[] Values, float[] Structures) Make()
        {
            var grey = MeanOf(BrainStructure.FrontalGrey);
            float[] fluid = [.. Enumerable.Range(0, values.Length)
                .Where(i => structures[i] == (float)BrainStructure.Ventricles).Select(i => values[i]).Order()];
            // The darker half: the rest shares its voxels with brain.
            fluid = fluid[..(fluid.Length / 2)];
            var (newValues, newStructures) = (new float[values.Length], new float[values.Length]);
            var (centre, lowest, highest) = Extent();
            var random = new Random(recipe.Seed);
            var noise = Enumerable.Range(0, values.Length)
                .Select(_ => fluid.Length == 0 ? 0 : fluid[random.Next(fluid.Length)]).ToArray();
            Slabs.Run(values.Length, grid.Nx * grid.Ny, (start, end) =>
            {
                for (var i = start; i < end; i++)
                {
                    var (x, y, z) = (i % grid.Nx, i / grid.Nx % grid.Ny, i / grid.Nx / grid.Ny);
                    var (value, structure) = recipe.Atrophy > 0 && depth[i] > 0
                        ? Shrunken(x, y, z, Share(x, y, z, lowest, highest), noise[i]) : (values[i], structures[i]);
                    value = Brighter(value, recipe.Dura * grey, DuraShell, depth[i]);
                    value = Brighter(value, recipe.Marrow * grey, MarrowShell, depth[i]);
                    newValues[i] = (float)(value * Shading(x, y, z, centre));
                    newStructures[i] = structure;
                }
            });
            return (newValues, newStructures);
        }

        private static float[] Depth(VoxelGrid grid, float[] structures) =>
            DistanceTransform.Signed(grid, i => structures[i] != (float)BrainStructure.Background);

        private double MeanOf(BrainStructure structure) => Enumerable.Range(0, values.Length)
            .Where(i => structures[i] == (float)structure).Select(i => (double)values[i]).DefaultIfEmpty(0).Average();

        /// <summary>Centre of the cavity in the world, and its lowest and highest point there, mm.</summary>
        private ((double X, double Y, double Z) Centre, double Lowest, double Highest) Extent()
        {
            var inside = Enumerable.Range(0, values.Length).Where(i => depth[i] > 0).Select(World).ToArray();
            return inside.Length == 0 ? ((0, 0, 0), 0, 1) : (
                (inside.Average(at => at.X), inside.Average(at => at.Y), inside.Average(at => at.Z)),
                inside.Min(at => at.Z), inside.Max(at => at.Z));
        }

        private (double X, double Y, double Z) World(int i) =>
            grid.Grid2World.Apply(i % grid.Nx, i / grid.Nx % grid.Ny, i / grid.Nx / grid.Ny);

        /// <summary>Atrophy is most at the vertex and least at the base.</summary>
        private double Share(int x, int y, int z, double lowest, double highest)
        {
            var height = grid.Grid2World.Apply(x, y, z).Z;
            return 0.3 + 0.7 * Math.Clamp((height - lowest) / (highest - lowest), 0, 1);
        }

        /// <summary>Value and structure of a place in the cavity: what lay nearer to the skull, or fluid.</summary>
        private (float Value, float Structure) Shrunken(int x, int y, int z, double share, float fluid)
        {
            var at = depth[Number(x, y, z)];
            var shift = recipe.Atrophy * share * Math.Exp(-at / Reach);
            var way = Outward(x, y, z);
            var (sx, sy, sz) = (x + way.X * shift / voxel, y + way.Y * shift / voxel, z + way.Z * shift / voxel);
            // Half a voxel round the new surface is part fluid, part brain.
            var part = Math.Clamp(0.5 - (at - shift) / voxel, 0, 1);
            var value = part < 1 ? (1 - part) * Linear(sx, sy, sz) + part * fluid : fluid;
            var nearest = structures[Number((int)Math.Round(sx), (int)Math.Round(sy), (int)Math.Round(sz))];
            var isFluid = part >= 0.5 || nearest == (float)BrainStructure.Background;
            return ((float)value, isFluid ? (float)BrainStructure.SulcalFluid : nearest);
        }

        /// <summary>Direction to the skull in voxels, of length 1.</summary>
        private (double X, double Y, double Z) Outward(int x, int y, int z)
        {
            double dx = depth[Number(x - 2, y, z)] - depth[Number(x + 2, y, z)],
                dy = depth[Number(x, y - 2, z)] - depth[Number(x, y + 2, z)],
                dz = depth[Number(x, y, z - 2)] - depth[Number(x, y, z + 2)];
            var length = Math.Max(1e-6, Math.Sqrt(dx * dx + dy * dy + dz * dz));
            return (dx / length, dy / length, dz / length);
        }

        private double Linear(double x, double y, double z)
        {
            var (i, j, k) = ((int)Math.Floor(x), (int)Math.Floor(y), (int)Math.Floor(z));
            var (u, v, w) = (x - i, y - j, z - k);
            return (1 - w) * Plane(k) + w * Plane(k + 1);

            double Plane(int at) => (1 - v) * ((1 - u) * values[Number(i, j, at)] + u * values[Number(i + 1, j, at)])
                + v * ((1 - u) * values[Number(i, j + 1, at)] + u * values[Number(i + 1, j + 1, at)]);
        }

        private int Number(int x, int y, int z) => (Math.Clamp(z, 0, grid.Nz - 1) * grid.Ny
            + Math.Clamp(y, 0, grid.Ny - 1)) * grid.Nx + Math.Clamp(x, 0, grid.Nx - 1);

        /// <summary>A value in a shell outside of the cavity that is at least so bright there; the shell's borders are
        /// a voxel wide.</summary>
        private float Brighter(float value, double least, (double From, double To) shell, double depth)
        {
            var into = Math.Min(-depth - shell.From, shell.To + depth) / voxel + 0.5;
            return (float)(value + Math.Clamp(into, 0, 1) * Math.Max(0, least - value));
        }

        private double Shading(int x, int y, int z, (double X, double Y, double Z) centre)
        {
            var at = grid.Grid2World.Apply(x, y, z);
            var squared = Math.Pow(at.X - centre.X, 2) + Math.Pow(at.Y - centre.Y, 2) + Math.Pow(at.Z - centre.Z, 2);
            return Math.Exp(
                recipe.Coil * Math.Min(1, squared / ToScalp / ToScalp) + recipe.Slope.X * (x - grid.Nx / 2.0) / grid.Nx
                    + recipe.Slope.Y * (y - grid.Ny / 2.0) / grid.Ny
                    + recipe.Slope.Z * (z - grid.Nz / 2.0) / grid.Nz);
        }
    }
}
