namespace RefacePS.Refacing.Training;

/// <summary>What is trained.</summary>
public enum ModelKind
{
    /// <summary>A 2.5-D pix2pix network, which draws slices.</summary>
    Pix2Pix,

    /// <summary>A sharp average face and a space of shapes.</summary>
    Shape,

    /// <summary>A 3-D network that adds detail to the faces of a shape model.</summary>
    Pix2Pix3D,
}
