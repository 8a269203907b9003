using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RefacePS.Morphometry;

/// <summary>
/// Says to which structure a voxel belongs, from its features: a network of two hidden layers that sees one voxel at a time. It corrects what
/// atlas and tissue model get wrong always in the same way, as Wang and colleagues do (NeuroImage 55:968, 2011).
/// </summary>
internal sealed class StructureNetwork : nn.Module<Tensor, Tensor>
{
    private const int FirstWidth = 128;
    private const int SecondWidth = 64;

    private readonly Parameter centre;
    private readonly Parameter scale;
    private readonly Linear first;
    private readonly Linear second;
    private readonly Linear last;

    public StructureNetwork()
        : base(nameof(StructureNetwork))
    {
        centre = new Parameter(zeros(StructureFeatures.Count), requires_grad: false);
        scale = new Parameter(ones(StructureFeatures.Count), requires_grad: false);
        first = nn.Linear(StructureFeatures.Count, FirstWidth);
        second = nn.Linear(FirstWidth, SecondWidth);
        last = nn.Linear(SecondWidth, BrainRegions.StructureCount);
        RegisterComponents();
    }

    /// <summary>Sets what makes the features of training have mean 0 and variance 1.</summary>
    public void Standardise(Tensor features)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        centre.copy_(features.mean([0]));
        scale.copy_((features - centre).square().mean([0]).sqrt() + 1e-3f);
    }

    /// <summary>Logits of the structures, [M, S], from features, [M, F].</summary>
    public override Tensor forward(Tensor features)
    {
        using var scope = NewDisposeScope();
        var standard = (features - centre) / scale;
        var hidden = nn.functional.silu(second.forward(nn.functional.silu(first.forward(standard))));
        return last.forward(hidden).MoveToOuterDisposeScope();
    }
}
