namespace RefacePS.Atlases;

/// <summary>
/// The space of the head atlas: a box of 256 (posterior to anterior) x 256 (inferior to superior) x 192 (right to
/// left) mm in ASL orientation. World axes are RAS+; the mid-sagittal plane is x = 0 and the origin is at the centre of
/// the average intracranial cavity.
/// </summary>
public static class AtlasGrid
{
    private const double Length = 256;
    private const double Height = 256;
    private const double Width = 192;

    /// <summary>World y (mm) of the box's back wall: the nose, which reaches farther out than the occiput, has
    /// room.</summary>
    private const double Back = -104;

    /// <summary>World z (mm) of the box's floor: below the chin, in the upper neck.</summary>
    private const double Floor = -164;

    /// <summary>The box in voxels of a size that divides 64 mm.</summary>
    public static VoxelGrid WithSpacing(double spacing) => new(
        (int)(Length / spacing), (int)(Height / spacing), (int)(Width / spacing),
        new AffineMatrix(
            0, 0, -spacing, (Width - spacing) / 2,
            spacing, 0, 0, Back + spacing / 2,
            0, spacing, 0, Floor + spacing / 2));
}
