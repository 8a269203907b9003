using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using RefacePS.Atlases;
using RefacePS.Files;
using RefacePS.Refacing.Faces;
using TorchSharp;

namespace RefacePS.Refacing.Training;

/// <summary>
/// Training pairs by the content of the scan and of the atlas, kept in a folder: a pair takes seconds to make, so that
/// a training that goes on would otherwise wait for minutes. The files hold real faces.
/// </summary>
public sealed class HeadPairCache
{
    private const int Stack = HeadSpace.Side * HeadSpace.Side * HeadSpace.Side;
    private const int MapBytes = 12 * sizeof(double);

    /// <summary>The arithmetic of defacing and of intensities; another number lets no pair of an earlier version be
    /// taken for one of this.</summary>
    private const string Arithmetic = "pair 2";

    private readonly string folder;
    private readonly HeadPairBuilder builder;
    private readonly string atlasHash;

    /// <summary>Opens the cache.</summary>
    /// <param name="folder">Where pairs are kept; made where there is none.</param>
    /// <param name="atlasFolder">The head atlas by which scans are defaced.</param>
    /// <param name="atlas">The same atlas, loaded; stays the caller's.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="VolumeFileException">The folder cannot be made.</exception>
    public HeadPairCache(string folder, string atlasFolder, HeadAtlas atlas, torch.Device device)
    {
        (this.folder, builder) = (folder, new HeadPairBuilder(atlas, device));
        atlasHash = HeadAtlas.HashOf(atlasFolder);
        WorkFolder.Create(folder);
    }

    /// <summary>The pair of a scan, from the folder or else made and kept.</summary>
    /// <param name="scanPath">The scan.</param>
    /// <param name="subject">Whose head it is.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="VolumeFileException">The scan cannot be read, or the pair cannot be written.</exception>
    /// <exception cref="VolumeFormatException">The scan is not NIfTI.</exception>
    /// <inheritdoc cref="HeadPairBuilder.Build"/>
    public HeadPair Get(string scanPath, string subject, CancellationToken cancel = default)
    {
        var kept = Path.Combine(folder, Key(scanPath) + ".pair");
        if (File.Exists(kept) && File.ReadAllBytes(kept) is { Length: 3 * Stack + MapBytes } stored)
        {
            return new HeadPair(subject, HeadSpace.Side, stored[..Stack], stored[Stack..(2 * Stack)],
                stored[(2 * Stack)..(3 * Stack)])
            {
                ByKeptPart = AffineMatrix.FromRows(MemoryMarshal.Cast<byte, double>(stored.AsSpan(3 * Stack))),
            };
        }

        var pair = builder.Build(NiftiReader.Read(scanPath, cancel) with { Subject = subject }, cancel);
        AtomicFile.Write(kept, overwrite: true, stream =>
        {
            stream.Write(pair.Input.Span);
            stream.Write(pair.Target.Span);
            stream.Write(pair.Mask.Span);
            stream.Write(MemoryMarshal.AsBytes<double>(pair.ByKeptPart.ToRows()));
        });
        return pair;
    }

    private string Key(string scanPath)
    {
        var path = VolumePath.Parse(scanPath);
        var files = new[] { path.HeaderFile, path.VoxelFile }.Distinct().Where(File.Exists);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Arithmetic} {atlasHash} "));
        foreach (var file in files)
        {
            using var stream = InputFile.Open(file);
            hash.AppendData(InputFile.Read(file, () => SHA256.HashData(stream)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
