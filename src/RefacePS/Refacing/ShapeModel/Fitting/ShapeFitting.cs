using System.Runtime.InteropServices;
using RefacePS.Files;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Refacing.Training;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Fitting;

/// <summary>
/// Learns a shape model from heads: in every round each is aligned with the average face, and averaged along its field
/// with the mean of all fields taken out, so that the average gets sharper and keeps the mean shape; the last fields
/// then give the shape space. A field is kept in a file as soon as it was found, so that a training that was killed
/// goes on where it was and ends with the same model, bit for bit.
/// </summary>
/// <param name="heads">The heads, in an order that does not depend on how they were named.</param>
/// <param name="folder">Where fields are kept.</param>
/// <param name="schedule">How often and how long heads are aligned.</param>
/// <param name="device">Where to compute.</param>
internal sealed class ShapeFitting(IReadOnlyList<HeadPair> heads, string folder, ShapeSchedule schedule, Device device)
{
    private const double FieldSpacing = 3;
    private const int Components = 40;

    /// <summary>Weight in the shape space of nodes that lie in air or deep in the brain.</summary>
    private const double FarWeight = 0.05;

    /// <summary>An average is blurred by how far its heads were misaligned; what a Gaussian of this deviation (mm)
    /// takes out is doubled.</summary>
    private const double Sharpening = 1.8;

    /// <summary>Learns.</summary>
    /// <param name="average">The average head on <see cref="FaceBox"/> to begin with: air 0, brain 0.4.</param>
    /// <param name="progress">Told before each head.</param>
    /// <param name="cancel">Ends the work.</param>
    public StatisticalShapeModel Run(Tensor average, IProgress<AlignmentProgress>? progress, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var face = average;
        for (var round = 0; ; round++)
        {
            using var channels = FaceChannels.Create(face);
            var fields = Align(channels, round, progress, cancel);
            var last = round == schedule.Rounds - 1;
            face = Average(fields, average, last ? FaceBox.FaceSpacing : FaceBox.Spacing, cancel);
            if (last)
            {
                return new StatisticalShapeModel(Sharpened(face), Space(ByKeptPart(fields), channels));
            }

            Array.ForEach(fields, field => field.Dispose());
        }
    }

    /// <summary>For each head, where points of the average lie in it: [3, Nz, Ny, Nx] at
    /// <see cref="FieldSpacing"/>.</summary>
    private Tensor[] Align(FaceChannels face, int round, IProgress<AlignmentProgress>? progress,
        CancellationToken cancel)
    {
        var fields = new Tensor[heads.Count];
        for (var head = 0; head < heads.Count; head++)
        {
            cancel.ThrowIfCancellationRequested();
            progress?.Report(new AlignmentProgress(round + 1, schedule.Rounds, head + 1, heads.Count));
            fields[head] = Kept(Path.Combine(folder, $"{head:0000}-{round}.field"), () =>
            {
                using var scope = NewDisposeScope();
                using var sample = FaceSample.Open(heads[head], device);
                using var channels = sample.Channels();
                var toFace = FaceRegistration.Register(
                    face, channels, sample.Weights(), schedule.LevelsOf(round), cancel);
                return FieldInversion.Invert(toFace, FieldSpacing).MoveToOuterDisposeScope();
            });
        }

        var centred = Centred(fields);
        Array.ForEach(fields, field => field.Dispose());
        return centred;
    }

    private Tensor Kept(string path, Func<Tensor> find)
    {
        using var scope = NewDisposeScope();
        var grid = FaceBox.WithSpacing(FieldSpacing);
        long[] shape = [3, grid.Nz, grid.Ny, grid.Nx];
        if (File.Exists(path) && File.ReadAllBytes(path) is var bytes
            && bytes.Length == 3 * grid.VoxelCount * sizeof(float))
        {
            return tensor(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), shape).to(device).MoveToOuterDisposeScope();
        }

        var field = find();
        var values = field.cpu().contiguous().data<float>().ToArray();
        AtomicFile.Write(path, overwrite: true, stream => stream.Write(MemoryMarshal.AsBytes<float>(values)));
        return field.MoveToOuterDisposeScope();
    }

    /// <summary>Takes the mean of the fields and of their mirror images out.</summary>
    private static Tensor[] Centred(Tensor[] fields)
    {
        using var scope = NewDisposeScope();
        var mean = stack(fields).mean([0]);
        var symmetric = (mean + Mirrored(mean)) / 2;
        var back = FieldInversion.Invert(symmetric, FieldSpacing);
        return Array.ConvertAll(fields, field => FieldInversion.Compose(back, field, FieldSpacing)
            .MoveToOuterDisposeScope());
    }

    /// <summary>The field of the mirrored head.</summary>
    private static Tensor Mirrored(Tensor field) => field.flip(1) * tensor(new float[] { -1, 1, 1 }).to(field.device)
        .reshape(3, 1, 1, 1);

    private Tensor Average(Tensor[] fields, Tensor elsewhere, double spacing, CancellationToken cancel)
    {
        using var sum = new AverageFace(spacing, device);
        for (var head = 0; head < heads.Count; head++)
        {
            cancel.ThrowIfCancellationRequested();
            using var sample = FaceSample.Open(heads[head], device);
            sum.Add(sample, fields[head], FieldSpacing);
        }

        return sum.Result(elsewhere);
    }

    private static Tensor Sharpened(Tensor face)
    {
        using var scope = NewDisposeScope();
        var smooth = Resampling.Smooth(face.unsqueeze(0), Sharpening / FaceBox.FaceSpacing)[0];
        return (face + (face - smooth)).clamp_(0, 1).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The fields as they are where the kept part of each head is in place: with the size, the place and the tilt of
    /// its face, which the map of the whole head had taken out.
    /// </summary>
    private Tensor[] ByKeptPart(Tensor[] fields) =>
        [.. fields.Select((field, head) => FieldInversion.Lead(field, heads[head].ByKeptPart, FieldSpacing))];

    private static ShapeSpace Space(Tensor[] fields, FaceChannels face)
    {
        using var scope = NewDisposeScope();
        var nodes = Array.ConvertAll(
            fields, field => FaceBox.Respace(Resampling.Smooth(field, 0.8), FieldSpacing, FaceBox.NodeSpacing));
        var both = stack([.. nodes, .. nodes.Select(Mirrored)]);
        var distance = FaceBox.Respace(face.Values.narrow(0, 1, 1), FaceBox.Spacing, FaceBox.NodeSpacing)[0];
        var near = (distance.abs() < 2.3).to(float32) * (1 - FarWeight) + FarWeight;
        return ShapeSpace.Find(both, near, Components);
    }
}
