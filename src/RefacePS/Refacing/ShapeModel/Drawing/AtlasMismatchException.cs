using RefacePS.Atlases;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Drawing;

/// <summary>A shape model was made in the space of another head atlas, so that its faces would lie in the wrong
/// place.</summary>
public sealed class AtlasMismatchException : RefacePSException
{
    /// <summary>Average heads of one space correlate at least as much.</summary>
    private const double SameSpace = 0.8;

    /// <summary>Creates the exception.</summary>
    /// <param name="agreement">Correlation of the model's average face with the atlas.</param>
    public AtlasMismatchException(double agreement)
        : base("AtlasMismatch", FormattableString.Invariant(
            $"The model's average face does not lie where the head atlas has its face (correlation {agreement:0.00}). ")
            + "Use the atlas it was trained with (-Atlas), or train it again with this one (New-RefaceModel -Atlas).")
    {
    }

    /// <summary>Refuses a model that was made in the space of another atlas.</summary>
    /// <param name="atlas">The atlas.</param>
    /// <param name="box">The model's average head on the <see cref="FaceBox"/> at
    /// <see cref="FaceBox.Spacing"/>.</param>
    /// <exception cref="AtlasMismatchException">It was.</exception>
    internal static void ThrowUnlessSame(HeadAtlas atlas, Tensor box)
    {
        using var scope = NewDisposeScope();
        var pair = stack([box.reshape(-1), atlas.AverageAt(Resampling.WorldPoints(FaceBox.Grid, box.device))]);
        var agreement = corrcoef(pair)[0, 1].ToDouble();
        if (!(agreement >= SameSpace))
        {
            throw new AtlasMismatchException(agreement);
        }
    }
}
