using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Volumes;

/// <summary>Masks as tensors, [Nz, Ny, Nx], and back.</summary>
internal static class MaskConversion
{
    /// <summary>1 where the mask is set, else 0 (uint8).</summary>
    public static Tensor ToTensor(Mask mask, Device device) =>
        tensor(mask.Voxels.ToArray(), [mask.Grid.Nz, mask.Grid.Ny, mask.Grid.Nx]).to(device);

    /// <summary>The mask of the voxels that are marked (bool).</summary>
    public static Mask ToMask(VoxelGrid grid, Tensor marked) =>
        new(grid, marked.to(uint8).cpu().contiguous().data<byte>().ToArray());
}
