using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace RefacePS.Volumes;

/// <summary>Grey-scale morphology with cubes.</summary>
internal static class Morphology
{
    /// <summary>The largest value in a cube round each voxel, [Nz, Ny, Nx]; what lies outside does not count. Of the negative, it erodes.</summary>
    /// <param name="image">Values, [Nz, Ny, Nx], float32.</param>
    /// <param name="side">Voxels a side of the cube, odd.</param>
    public static Tensor Dilate(Tensor image, int side)
    {
        using var scope = NewDisposeScope();
        return max_pool3d(image.unsqueeze(0).unsqueeze(0), [side, side, side], [1, 1, 1], [side / 2, side / 2, side / 2])
            .squeeze(0).squeeze(0).MoveToOuterDisposeScope();
    }
}
