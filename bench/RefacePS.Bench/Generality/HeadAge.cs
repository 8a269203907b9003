using RefacePS.Morphometry;
using RefacePS.Morphometry.Building;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.Generality;

/// <summary>Ages of heads that are made.</summary>
internal enum HeadAge
{
    /// <summary>As the label map has it.</summary>
    Adult,

    /// <summary>A brain that has shrunk in its skull.</summary>
    Elderly,

    /// <summary>A smaller cranium, and a face that is smaller still.</summary>
    Child,
}

/// <summary>Changes of age, made in heads of adults.</summary>
internal static class HeadAges
{
    /// <summary>Distance (mm) of the surface of an old brain from where it was, at the vertex.</summary>
    private const double Atrophy = 3;

    /// <summary>A cranium of three years beside an adult's, and its face: about 1 to 4.5 in volume beside the cranium,
    /// where adults have 1 to 2.</summary>
    private const double CraniumScale = 0.93, FaceScale = 0.65;

    /// <summary>The way from the cranium to the face: forward and down.</summary>
    private static readonly float[] ToFace = [0, 0.6f, -0.8f];

    /// <summary>A head at an age: its intensities, what is inside the skull and what is brain,
    /// [3, Nz, Ny, Nx].</summary>
    /// <param name="head">The head as an adult; of the structures, fluid, ventricles and the rest are told
    /// apart.</param>
    /// <param name="age">The age.</param>
    /// <param name="seed">Of the noise in new fluid.</param>
    public static Tensor At(LabelledBrain head, HeadAge age, int seed)
    {
        using var scope = NewDisposeScope();
        var change = age == HeadAge.Elderly
            ? BrainAugmentation.None with { Atrophy = Atrophy, Seed = seed } : BrainAugmentation.None;
        using var aged = change.Of(head);
        var structures = aged.Structures.Voxels;
        var inCavity = structures != (int)BrainStructure.Background;
        var isBrain = inCavity & (structures != (int)BrainStructure.SulcalFluid);
        var channels = stack([aged.Scan.Voxels, inCavity.to(float32), isBrain.to(float32)]);
        return (age == HeadAge.Child ? Young(channels, inCavity, head.Scan.Grid) : channels).MoveToOuterDisposeScope();
    }

    private static Tensor Young(Tensor channels, Tensor inCavity, VoxelGrid grid)
    {
        var points = Resampling.WorldPoints(grid, CPU);
        var way = tensor(ToFace);
        var inside = points[inCavity.reshape(-1)];
        var centre = inside.mean([0]);
        // Where the cavity ends on the way to the face; beyond it all is nearer and narrower.
        var end = (inside - centre).matmul(way).max();
        var adult = (points - centre) / CraniumScale;
        var beyond = (adult.matmul(way) - end).clamp(min: 0);
        var stretched = adult + (beyond * (1 / FaceScale - 1)).unsqueeze(1) * way;
        return Resampling.SampleWorld(channels, grid, stretched + centre).reshape(channels.shape);
    }
}
