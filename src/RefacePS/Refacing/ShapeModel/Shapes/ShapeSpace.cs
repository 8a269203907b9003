using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Shapes;

/// <summary>
/// The space of differences between faces: the mean of the shifts that carry the average face to those of people, and
/// the directions in which they vary, by principal component analysis (Cootes et al., Comput. Vis. Image Underst.
/// 61:38, 1995). Owns its tensors.
/// </summary>
internal sealed class ShapeSpace : IDisposable
{
    /// <summary>Wraps the tensors and takes ownership.</summary>
    /// <param name="mean">Mean shift of the nodes, mm, [3, Nz, Ny, Nx] at <see cref="FaceBox.NodeSpacing"/>.</param>
    /// <param name="modes">Shifts a standard deviation of each component makes, [K, 3, Nz, Ny, Nx], the largest
    /// first.</param>
    public ShapeSpace(Tensor mean, Tensor modes)
    {
        Mean = mean.DetachFromDisposeScope();
        Modes = modes.DetachFromDisposeScope();
    }

    /// <summary>Mean shift, mm, [3, Nz, Ny, Nx].</summary>
    public Tensor Mean { get; }

    /// <summary>Components, [K, 3, Nz, Ny, Nx], mm a standard deviation.</summary>
    public Tensor Modes { get; }

    /// <summary>Components.</summary>
    public int Count => (int)Modes.shape[0];

    /// <summary>The shift of the nodes for coefficients in standard deviations, [K].</summary>
    public Tensor At(Tensor coefficients)
    {
        using var scope = NewDisposeScope();
        return (Mean + coefficients.matmul(Modes.reshape(Count, -1)).reshape(Mean.shape)).MoveToOuterDisposeScope();
    }

    /// <summary>Finds the components of shifts.</summary>
    /// <param name="shifts">A shift a face, [N, 3, Nz, Ny, Nx].</param>
    /// <param name="weights">How much each node counts, [Nz, Ny, Nx].</param>
    /// <param name="count">Most components to keep.</param>
    public static ShapeSpace Find(Tensor shifts, Tensor weights, int count)
    {
        using var scope = NewDisposeScope();
        var faces = shifts.shape[0];
        var mean = shifts.mean([0]);
        var centred = (shifts - mean).reshape(faces, -1);
        var weighted = centred * weights.sqrt().unsqueeze(0).repeat(3, 1, 1, 1).reshape(1, -1);
        var gram = weighted.matmul(weighted.t()).to(float64).cpu() / (faces - 1);
        var (values, vectors) = linalg.eigh(gram);
        var kept = (int)Math.Min(count, faces - 1);

        // Columns come with the smallest value first. Divided by sqrt(N - 1), the combination of faces that a unit
        // eigenvector makes is one standard deviation.
        var combine = vectors.narrow(1, faces - kept, kept).flip(1).t() / Math.Sqrt(faces - 1);
        var modes = combine.to(float32).to(shifts.device).matmul(centred);
        return new ShapeSpace(mean, modes.reshape([kept, .. mean.shape]));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Mean.Dispose();
        Modes.Dispose();
    }
}
