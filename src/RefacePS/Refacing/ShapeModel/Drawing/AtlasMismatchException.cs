using RefacePS.Refacing.Models;

namespace RefacePS.Refacing.ShapeModel.Drawing;

/// <summary>A shape model was made in the space of another head atlas, so that its faces would lie in the wrong
/// place.</summary>
public sealed class AtlasMismatchException : RefacePSException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="agreement">Correlation of the model's average face with the atlas.</param>
    public AtlasMismatchException(double agreement)
        : base("AtlasMismatch", FormattableString.Invariant(
            $"The model's average face does not lie where the head atlas has its face (correlation {agreement:0.00}). Use the atlas it was trained with (-Atlas), or train it again with this one (New-RefaceModel -Atlas)."))
    {
    }
}
