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
        brainRegistration = new(() => new HeadRegistration(new Image(Zones.Grid, Zones.Channels[0])));
    }

    /// <summary>The average head, 0 (air) to 1.</summary>
    public Image Average { get; }

    /// <summary>Cavity, face and ears.</summary>
    public ZoneChannels Zones { get; }

    /// <summary>Aligns scans to this atlas.</summary>
    public HeadRegistration Registration { get; }

    /// <summary>Aligns shapes of brains to the cavity of this atlas.</summary>
    internal HeadRegistration BrainRegistration => brainRegistration.Value;

    /// <summary>Reads an atlas.</summary>
    /// <param name="folder">The folder that holds its files.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="HeadAtlasException">The folder or one of its files is missing or does not fit.</exception>
    public static HeadAtlas Load(string folder, Device device)
    {
        using var cavity = Read(folder, CavityFile, device);
        using var face = Read(folder, FaceFile, device);
        using var ears = Read(folder, EarFile, device);
        if (face.Grid != cavity.Grid || ears.Grid != cavity.Grid)
        {
            throw new HeadAtlasException(
                $"'{folder}' is not a head atlas: its zones are on different grids. Make it again with New-HeadAtlas.");
        }

        return new HeadAtlas(Read(folder, AverageFile, device), cavity, face, ears);
    }

    /// <summary>The average head, 0 (air) to 1, at atlas points (mm, [N, 3]), [N].</summary>
    internal Tensor AverageAt(Tensor atlasPoints)
    {
        using var scope = NewDisposeScope();
        return Resampling.SampleWorld(Average.Voxels.unsqueeze(0), Average.Grid, atlasPoints)[0]
            .MoveToOuterDisposeScope();
    }

    /// <summary>Whether atlas points (mm, [N, 3]) surely lie outside a head: the average is dark there, [N]
    /// bool.</summary>
    public Tensor IsOutsideHead(Tensor atlasPoints)
    {
        using var scope = NewDisposeScope();
        return (AverageAt(atlasPoints) < AirIntensity).MoveToOuterDisposeScope();
    }

    private static Image Read(string folder, string file, Device device)
    {
        var path = Path.Combine(folder, file);
        if (!File.Exists(path))
        {
            throw new HeadAtlasException(
                $"'{folder}' is not a head atlas: it has no {file}. Name the folder of one, or leave it out for the "
                    + $"one that ships.");
        }

        return Image.FromVolume(NiftiReader.Read(path), device);
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
