namespace RefacePS.Refacing.Training;

/// <summary>What is trained.</summary>
public enum ModelKind
{
    /// <summary>A 2.5-D pix2pix network, which draws slices.</summary>
    Pix2Pix,

    /// <summary>A sharp average face and a space of shapes.</summary>
    Shape,
}
