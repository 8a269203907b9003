using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RefacePS.Morphometry;

/// <summary>
/// Says to which structure a voxel belongs, from its features: a network of two hidden layers that sees one voxel at a
/// time. It corrects what atlas and tissue model get wrong always in the same way, as Wang and colleagues do
/// (NeuroImage 55:968, 2011).
/// </summary>
internal sealed class StructureNetwork : nn.Module<Tensor, Tensor>
{
    private const int FirstWidth = 128;
    private const int SecondWidth = 64;

    private readonly Linear first;
    private readonly Linear second;
    private readonly Linear last;

    public StructureNetwork()
        : base(nameof(StructureNetwork))
    {
        first = nn.Linear(StructureFeatures.Count, FirstWidth);
        second = nn.Linear(FirstWidth, SecondWidth);
        last = nn.Linear(SecondWidth, BrainRegions.StructureCount);
        RegisterComponents();
    }

    /// <summary>Turns a network that was trained on standardised features into one that takes them as they
    /// are.</summary>
    /// <param name="centre">What was subtracted from each feature, [F].</param>
    /// <param name="scale">What each was then divided by, [F].</param>
    public void FoldStandardisation(Tensor centre, Tensor scale)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        first.weight!.copy_(first.weight / scale);
        first.bias!.copy_(first.bias - first.weight.matmul(centre));
    }

    /// <summary>Logits of the structures, [M, S], from features, [M, F].</summary>
    public override Tensor forward(Tensor features)
    {
        using var scope = NewDisposeScope();
        var hidden = nn.functional.silu(second.forward(nn.functional.silu(first.forward(features))));
        return last.forward(hidden).MoveToOuterDisposeScope();
    }
}
