using RefacePS.Refacing;
using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Tests.Defacing;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.ShapeModel.Drawing;

/// <summary>The average head, defaced, and the face that a made-up shape model draws: computed once for all tests of a
/// class.</summary>
public sealed class DrawnHead : IDisposable
{
    private readonly ShapeFaceGenerator generator;
    private readonly Lazy<Volume> refaced;

    public DrawnHead()
    {
        Model = MadeUpShapes.Create(Head.Atlas);
        generator = new ShapeFaceGenerator(Head.Atlas, Model);
        refaced = new(() => Refacer().Reface(Defaced));
    }

    public AverageHead Head { get; } = new();

    public StatisticalShapeModel Model { get; }

    public Volume Defaced { get; } = AverageHead.Defaced;

    public Volume Refaced => refaced.Value;

    public Refacer Refacer(int seed = 0) => new(Head.Atlas, generator, "none 0", CPU) { Seed = seed };

    public void Dispose()
    {
        generator.Dispose();
        Model.Dispose();
    }
}
