using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Drawing;

/// <summary>A source of the fine detail that a warped average lacks.</summary>
internal interface IFaceDetail
{
    /// <summary>Intensities to add to the warped average, [slices, rows, columns].</summary>
    /// <param name="shaded">The warped average in the scan's intensities: air 0, brain 0.4.</param>
    /// <param name="head">The scan.</param>
    Tensor Draw(Tensor shaded, ObservedHead head);
}
