using RefacePS.Files;
using RefacePS.Volumes;

namespace RefacePS.Atlases.Building;

/// <summary>An image of an atlas as a file.</summary>
internal static class AtlasImageFile
{
    /// <summary>Writes it into the folder of the atlas.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="file">Name of the file.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="values">Real values, x fastest, one frame after another.</param>
    /// <param name="type">The stored type.</param>
    /// <param name="slope">Real value of a step of the stored one.</param>
    public static void Write(
        string folder, string file, VoxelGrid grid, float[] values, VoxelType type, double slope)
    {
        var stored = new byte[values.Length * type.ByteSize()];
        var frames = (int)(values.Length / grid.VoxelCount);
        var volume = new Volume(grid, type, stored, frames) { Slope = slope };
        VoxelConversion.Encode(values, volume, stored);
        NiftiWriter.Write(volume, Path.Combine(folder, file), new NiftiWriteOptions(Overwrite: true));
    }
}
