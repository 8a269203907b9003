using System.Security.Cryptography;
using RefacePS.Atlases;
using RefacePS.Files;
using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Refacing.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Pix2Pix3D;

/// <summary>
/// Warps the average face of a shape model to heads that were prepared for training, and keeps what it made in a
/// folder: a head takes seconds. The files tell the shapes of real faces. Owns its tensors.
/// </summary>
internal sealed class VolumeHeadBuilder : IDisposable
{
    private readonly HeadAtlas atlas;
    private readonly Device device;
    private readonly string folder;
    private readonly FaceTemplate template;
    private readonly Tensor box;
    private readonly KeptShape shape;
    private readonly byte[] faceHash;

    /// <summary>Prepares to warp.</summary>
    /// <param name="atlas">The head atlas; stays the caller's.</param>
    /// <param name="model">The shape model; stays the caller's.</param>
    /// <param name="folder">Where results are kept; made where there is none.</param>
    /// <param name="device">Where to compute.</param>
    public VolumeHeadBuilder(HeadAtlas atlas, StatisticalShapeModel model, string folder, Device device)
    {
        using var scope = NewDisposeScope();
        (this.atlas, this.device, this.folder) = (atlas, device, folder);
        template = new FaceTemplate(atlas, model.Face);
        box = template.OnBox().DetachFromDisposeScope();
        shape = new KeptShape(box);
        faceHash = SHA256.HashData(box.cpu().contiguous().bytes);
        WorkFolder.Create(folder);
    }

    /// <summary>The head with its average, from the folder or else made and kept.</summary>
    public VolumeHead Get(HeadPair pair, CancellationToken cancel)
    {
        var key = SHA256.HashData(
            [.. faceHash, .. SHA256.HashData(pair.Target.Span), .. SHA256.HashData(pair.Mask.Span)]);
        var path = Path.Combine(folder, Convert.ToHexStringLower(key)[..32] + ".shaded");
        if (File.Exists(path) && File.ReadAllBytes(path) is var kept && kept.Length == pair.Target.Length)
        {
            return new VolumeHead(pair, kept);
        }

        var shaded = Shade(pair, cancel);
        AtomicFile.WriteBytes(path, overwrite: true, shaded);
        return new VolumeHead(pair, shaded);
    }

    private byte[] Shade(HeadPair pair, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var sample = FaceSample.Open(pair, device);
        using var whole = ObservedHead.Of(sample, removed: null);
        using var defaced = ObservedHead.Of(sample, tensor(pair.Mask.ToArray(), sample.Intensity.shape).to(device));
        var matched = MatchedHead.Fit(template, atlas, shape.Measure(whole, cancel), defaced);
        var stored = (matched.Shading.Shaded() * byte.MaxValue).round_().to(uint8);
        return stored.cpu().contiguous().bytes.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        template.Dispose();
        shape.Dispose();
        box.Dispose();
    }
}
