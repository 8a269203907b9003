namespace RefacePS.Rendering;

/// <summary>
/// The RAS+ world (mm) in which a head stands upright: the file's own, or where the file had none the head atlas's,
/// once <see cref="Volume.Transform"/> leads there.
/// </summary>
public static class UprightWorld
{
    /// <summary>Voxel index to upright world.</summary>
    public static AffineMatrix Grid2World(Volume volume) => Grid2World(volume, [volume]);

    /// <summary>Voxel index to upright world, by a transform that another volume on the same grid may know.</summary>
    internal static AffineMatrix Grid2World(Volume volume, IEnumerable<Volume> relatives) =>
        !volume.HasWorld && relatives.FirstOrDefault(
            other => other.Transform is not null && other.Grid.Equals(volume.Grid)) is { } known
            ? known.Transform!.Value * volume.Grid.Grid2World
            : volume.Grid.Grid2World;
}
