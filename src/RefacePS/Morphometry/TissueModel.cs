using RefacePS.Compute;

namespace RefacePS.Morphometry;

/// <summary>Tissues as they are in a scan.</summary>
/// <param name="Gaussians">Their values, without bias field.</param>
/// <param name="Bias">Coefficients of the logarithm of the bias field, by the terms of <see cref="BiasField"/>.</param>
internal sealed record TissueModel(TissueGaussians Gaussians, double[] Bias)
{
    /// <summary>Normalised intensity and tissue shares of every voxel.</summary>
    /// <param name="values">Real values, [N].</param>
    /// <param name="priors">Probability of each tissue by the atlas, [3 * N].</param>
    /// <param name="position">Position of a voxel in the box, about -1 to 1.</param>
    /// <returns>Intensities, [N], fluid -1, grey matter 0, white matter 1; shares, [3 * N], as the priors.</returns>
    public (float[] Intensity, float[] Shares) Apply(
        float[] values, float[] priors, Func<int, (double X, double Y, double Z)> position)
    {
        var count = values.Length;
        var (intensity, shares) = (new float[count], new float[priors.Length]);
        Slabs.Run(count, 1 << 14, (start, end) =>
        {
            Span<double> classes = stackalloc double[TissueGaussians.Classes];
            Span<double> basis = stackalloc double[BiasField.Terms];
            for (var voxel = start; voxel < end; voxel++)
            {
                var (x, y, z) = position(voxel);
                BiasField.Basis(x, y, z, basis);
                var value = values[voxel] / BiasField.At(basis, Bias);
                intensity[voxel] = Gaussians.Normalise(value);
                var (fluid, grey, white) = (Math.Max(0, priors[voxel]), Math.Max(0, priors[count + voxel]),
                    Math.Max(0, priors[2 * count + voxel]));
                Gaussians.Posteriors(value, fluid, grey, white, classes);
                var (fluidShare, greyShare, whiteShare) = TissueGaussians.Shares(classes);
                var present = Math.Min(1, fluid + grey + white);
                (shares[voxel], shares[count + voxel], shares[2 * count + voxel]) =
                    ((float)(fluidShare * present), (float)(greyShare * present), (float)(whiteShare * present));
            }
        });
        return (intensity, shares);
    }
}
