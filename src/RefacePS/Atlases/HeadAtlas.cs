using RefacePS.Files;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Atlases;

/// <summary>
/// The head atlas: an average head and what is known of its parts, in the space of <see cref="AtlasGrid"/>. Load it
/// once and use it for many scans.
/// </summary>
public sealed class HeadAtlas : IDisposable
{
    internal const string AverageFile = "average.nii.gz";
    internal const string CavityFile = "cavity.nii.gz";
    internal const string FaceFile = "face-zone.nii.gz";
    internal const string EarFile = "ear-zone.nii.gz";

    /// <summary>An average head darker than this is air in every head.</summary>
    private const double AirIntensity = 0.015;

    private readonly Lazy<HeadRegistration> brainRegistration;

    private HeadAtlas(Image average, Image cavity, Image faceZone, Image earZone)
    {
        Average = average;
        Zones = new ZoneChannels(cavity, faceZone, earZone);
        Registration = new HeadRegistration(average);
        brainRegistration = new(() =>
        {
            using var brain = new Image(Zones.Grid, Zones.Channels[0]);
            return new HeadRegistration(brain);
        });
    }

    /// <summary>The average head, 0 (air) to 1.</summary>
    public Image Average { get; }

    /// <summary>Cavity, face and ears.</summary>
    public ZoneChannels Zones { get; }

    /// <summary>Aligns scans to this atlas.</summary>
    public HeadRegistration Registration { get; }

    /// <summary>Aligns shapes of brains to the cavity of this atlas.</summary>
    internal HeadRegistration BrainRegistration => brainRegistration.Value;

    /// <summary>SHA-256 of the files that it was read from; null where it came from none.</summary>
    public string? ContentHash { get; private init; }

    /// <summary>Reads an atlas.</summary>
    /// <param name="folder">The folder that holds its files.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="HeadAtlasException">The folder or one of its files is missing or does not fit.</exception>
    public static HeadAtlas Load(string folder, Device device)
    {
        // All have ended, and have closed their file, when one fails.
        var parts = Task.WhenAll(Array.ConvertAll(
            [CavityFile, FaceFile, EarFile, AverageFile], file => Task.Run(() => Read(folder, file))))
            .GetAwaiter().GetResult();
        using var cavity = Image.FromVolume(parts[0], device);
        using var face = Image.FromVolume(parts[1], device);
        using var ears = Image.FromVolume(parts[2], device);
        if (face.Grid != cavity.Grid || ears.Grid != cavity.Grid)
        {
            throw new HeadAtlasException(
                $"'{folder}' is not a head atlas: its zones are on different grids. Make it again with New-HeadAtlas.");
        }

        var hash = HashOf(folder);
        return new HeadAtlas(Image.FromVolume(parts[3], device), cavity, face, ears) { ContentHash = hash };
    }

    /// <summary>SHA-256 of the files of the atlas in a folder: what tells it from others of its name.</summary>
    /// <param name="folder">The folder that holds its files, some of which may be absent.</param>
    public static string HashOf(string folder) =>
        Files.ContentHash.Of(folder, AverageFile, CavityFile, FaceFile, EarFile, HeadAtlasCard.FileName);

    /// <summary>The name of the atlas in a folder, its version, and what tells it from others of that name.</summary>
    /// <exception cref="HeadAtlasException">Its card cannot be read.</exception>
    public static string IdentityOf(string folder)
    {
        var card = HeadAtlasCard.Read(folder);
        return $"{card.Label} {HashOf(folder)}";
    }

    /// <summary>The average head, 0 (air) to 1, at atlas points (mm, [N, 3]), [N].</summary>
    internal Tensor AverageAt(Tensor atlasPoints)
    {
        using var scope = NewDisposeScope();
        return Resampling.SampleWorld(Average.Voxels.unsqueeze(0), Average.Grid, atlasPoints)[0]
            .MoveToOuterDisposeScope();
    }

    /// <summary>Marks the atlas points (mm, [N, 3]) that surely lie outside a head: the average is dark there, [N]
    /// bool.</summary>
    public Tensor IsOutsideHead(Tensor atlasPoints)
    {
        using var scope = NewDisposeScope();
        return (AverageAt(atlasPoints) < AirIntensity).MoveToOuterDisposeScope();
    }

    private static Volume Read(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        if (!File.Exists(path))
        {
            throw HeadAtlasException.Lacking(folder, file);
        }

        return NiftiReader.Read(path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Average.Dispose();
        Zones.Dispose();
        Registration.Dispose();
        if (brainRegistration.IsValueCreated)
        {
            BrainRegistration.Dispose();
        }
    }
}
