using RefacePS.Atlases;
using RefacePS.Compute;
using RefacePS.Morphometry;
using RefacePS.Refacing;
using RefacePS.Refacing.Faces;
using RefacePS.Refacing.Models;
using TorchSharp;

namespace RefacePS.Resources;

/// <summary>
/// Atlases and networks that were loaded before: a session that handles many scans reads each once. They stay until the
/// process ends; there are few and nothing else holds much. One whose files have changed is another.
/// </summary>
internal static class ResourceCache
{
    private static readonly LoadedParts<(string Folder, string Device), HeadAtlas> Atlases = new();
    private static readonly LoadedParts<(string Folder, string Device), BrainAtlas> BrainAtlases = new();
    private static readonly LoadedParts<(string Parts, string Device), FaceGenerator> Generators = new();

    /// <summary>The atlas of a folder.</summary>
    /// <exception cref="HeadAtlasException">The folder is not a head atlas.</exception>
    public static HeadAtlas Atlas(string folder, torch.Device device) =>
        Atlases.Get(($"{folder}|{HeadAtlas.HashOf(folder)}", device.ToString()), () => HeadAtlas.Load(folder, device));

    /// <summary>The brain atlas of a folder.</summary>
    /// <exception cref="BrainAtlasException">The folder is not a brain atlas.</exception>
    public static BrainAtlas BrainAtlas(string folder, torch.Device device) =>
        BrainAtlases.Get(
            ($"{folder}|{Morphometry.BrainAtlas.HashOf(folder)}", device.ToString()),
            () => Morphometry.BrainAtlas.Load(folder, device));

    /// <summary>The generator of a model's faces, in the space of the atlas of a folder.</summary>
    /// <exception cref="ModelInvalidException">Its weights do not fit its card.</exception>
    public static FaceGenerator Faces(RefaceModel model, string atlasFolder, torch.Device device) => Generators.Get(
        ($"{model.Folder}|{model.ContentHash()}|{atlasFolder}|{HeadAtlas.HashOf(atlasFolder)}", device.ToString()),
        () => model.LoadFaces(Atlas(atlasFolder, device), device));
}
