using System.Runtime.CompilerServices;
using RefacePS.Compute;
using RefacePS.Volumes.Kernels;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace RefacePS.Registration;

/// <summary>The template of <see cref="Demons"/>: interleaved channels, of which the first four are the value and its
/// gradient.</summary>
/// <param name="Lattice">The channels.</param>
/// <param name="ToGrid">From their world (mm) to grid coordinates.</param>
internal readonly record struct DemonsTemplate(Lattice Lattice, PointMap ToGrid);

/// <summary>The scan of <see cref="Demons"/>, which the contrast is fitted to.</summary>
internal readonly unsafe struct DemonsScan
{
    /// <summary>Prepares a scan.</summary>
    /// <param name="grid">Its grid.</param>
    /// <param name="world2Template">World of the scan to world of the template, mm, before any field.</param>
    /// <param name="intensity">Its intensities, x fastest.</param>
    /// <param name="weights">How much each voxel counts; null where all count alike.</param>
    public DemonsScan(VoxelGrid grid, AffineMatrix world2Template, float* intensity, float* weights)
    {
        Grid = grid;
        Intensity = intensity;
        Weights = weights;
        var map = world2Template * grid.Grid2World;
        var (x, y, z) = map.Apply((grid.Nx - 1) / 2.0, (grid.Ny - 1) / 2.0, (grid.Nz - 1) / 2.0);
        ToTemplate = new PointMap(map);
        const double Scale = 1 / ScanSamples.LengthScale;
        ToBias = new PointMap(AffineMatrix.Scale(Scale, Scale, Scale) * AffineMatrix.Translation(-x, -y, -z) * map);
    }

    /// <summary>The grid.</summary>
    public VoxelGrid Grid { get; }

    /// <summary>Intensities, x fastest.</summary>
    public float* Intensity { get; }

    /// <summary>Weights of the voxels; null where all count alike.</summary>
    public float* Weights { get; }

    /// <summary>Voxel indices to world of the template, mm, before any field.</summary>
    public PointMap ToTemplate { get; }

    /// <summary>Voxel indices to the positions that a bias field is told by.</summary>
    public PointMap ToBias { get; }

    /// <summary>The contrast that best explains the scan by the template under a field: the function first, then both
    /// the function and the bias field relative to it.</summary>
    /// <param name="template">The template.</param>
    /// <param name="field">The field, mm: x, y and z, each an image.</param>
    /// <param name="values">Room for a value a voxel, which is overwritten.</param>
    public ContrastModel FitContrast(DemonsTemplate template, float* field, float* values)
    {
        SampleValues(template, field, values);
        var function = ContrastModel.FitFunction(values, Intensity, Weights, (int)Grid.VoxelCount);
        var (nx, ny, self) = (Grid.Nx, Grid.Ny, this);
        var stride = ContrastEquations.StrideOf(ContrastModel.BiasTerms);
        var rows = Math.Max(1, ContrastEquations.SlabSize / nx);
        var slabs = Slabs.Collect(ny * Grid.Nz, rows, [MethodImpl(AggressiveOptimization)] (start, end) =>
        {
            var equations = new ContrastEquations(ContrastModel.BiasTerms);
            var design = stackalloc float[stride];
            var toBias = self.ToBias;
            new Span<float>(design, stride).Clear();
            for (var (row, voxel) = (start, start * nx); row < end; row++)
            {
                for (var column = 0; column < nx; column++, voxel++)
                {
                    var (x, y, z) = toBias.Apply(column, row % ny, row / ny);
                    ContrastModel.WriteBiasTerms(x, y, z, function.At(values[voxel]).Value, design);
                    design[ContrastModel.BiasTerms] = self.Intensity[voxel];
                    equations.Add(values[voxel], design, self.Weights == null ? 1 : self.Weights[voxel]);
                }
            }

            return equations;
        });
        return new ContrastModel(ContrastEquations.Solve(slabs, ContrastModel.BiasTerms));
    }

    private void SampleValues(DemonsTemplate template, float* field, float* values)
    {
        var (nx, ny, voxels, self) = (Grid.Nx, Grid.Ny, (nint)Grid.VoxelCount, this);
        Slabs.Run(Grid.Nz, 1, [MethodImpl(AggressiveOptimization)] (slice, _) =>
        {
            var (toTemplate, toGrid, lattice) = (self.ToTemplate, template.ToGrid, template.Lattice);
            for (var (row, voxel) = (0, slice * ny * nx); row < ny; row++)
            {
                for (var column = 0; column < nx; column++, voxel++)
                {
                    var (x, y, z) = toTemplate.Apply(column, row, slice);
                    var (i, j, k) = toGrid.Apply(
                        x + field[voxel], y + field[voxels + voxel], z + field[2 * voxels + voxel]);
                    values[voxel] = lattice.At(lattice.Find(i, j, k), 0);
                }
            }
        });
    }
}
