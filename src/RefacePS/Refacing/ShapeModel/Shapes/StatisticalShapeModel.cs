using RefacePS.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Shapes;

/// <summary>A sharp average face and how faces differ from it. Owns its tensors.</summary>
public sealed class StatisticalShapeModel : IDisposable
{
    private const string FaceName = "face";
    private const string MeanName = "shape.mean";
    private const string ModesName = "shape.modes";

    /// <summary>Wraps the parts and takes ownership.</summary>
    internal StatisticalShapeModel(Tensor face, ShapeSpace space)
    {
        Face = face.DetachFromDisposeScope();
        Space = space;
    }

    /// <summary>The average face on the <see cref="FaceBox"/> at <see cref="FaceBox.FaceSpacing"/>: air 0, brain
    /// 0.4.</summary>
    internal Tensor Face { get; }

    /// <summary>The space of face shapes.</summary>
    internal ShapeSpace Space { get; }

    /// <summary>The model as it is stored, in 16-bit floats.</summary>
    internal SafeTensorsFile Export() => new(
        new Dictionary<string, SafeTensor>
            { [FaceName] = Store(Face), [MeanName] = Store(Space.Mean), [ModesName] = Store(Space.Modes) },
        new Dictionary<string, string>());

    /// <summary>The model that a file holds.</summary>
    /// <exception cref="FormatException">A tensor is missing or has another shape.</exception>
    internal static StatisticalShapeModel Import(SafeTensorsFile file, Device device)
    {
        using var scope = NewDisposeScope();
        var (face, nodes) = (FaceBox.WithSpacing(FaceBox.FaceSpacing), FaceBox.WithSpacing(FaceBox.NodeSpacing));
        long[] shift = [3, nodes.Nz, nodes.Ny, nodes.Nx];
        var count = file.Tensors.TryGetValue(ModesName, out var modes) ? modes.Shape[0] : 0;
        return new StatisticalShapeModel(
            Load(FaceName, [face.Nz, face.Ny, face.Nx]),
            new ShapeSpace(Load(MeanName, shift), Load(ModesName, [count, .. shift])));

        Tensor Load(string name, long[] shape) => file.Tensors.TryGetValue(name, out var stored)
            && stored.Shape.SequenceEqual(shape)
            ? tensor(stored.ToSingles(), shape).to(device)
            : throw new FormatException($"tensor '{name}' is missing, or is not of shape [{string.Join(", ", shape)}]");
    }

    private static SafeTensor Store(Tensor values) =>
        SafeTensor.FromSingles(values.cpu().contiguous().data<float>().ToArray(), values.shape, SafeTensorType.F16);

    /// <inheritdoc/>
    public void Dispose()
    {
        Face.Dispose();
        Space.Dispose();
    }
}
