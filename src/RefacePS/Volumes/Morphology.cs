using RefacePS.Compute;
using RefacePS.Volumes.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Volumes;

/// <summary>Grey-scale morphology with cubes.</summary>
internal static class Morphology
{
    /// <summary>The largest value in a cube round each voxel, [Nz, Ny, Nx]; what lies outside does not count. Of the
    /// negative, it erodes.</summary>
    /// <param name="image">Values, [Nz, Ny, Nx], float32.</param>
    /// <param name="side">Voxels a side of the cube, odd.</param>
    public static unsafe Tensor Dilate(Tensor image, int side)
    {
        using var source = HostTensor.Read(image);
        using var between = empty(image.shape, dtype: ScalarType.Float32);
        using var room = HostTensor.Change(between);
        var from = source.Data;
        var meanwhile = room.Data;
        var shape = image.shape;
        return HostTensor.Fill(shape, image.device, to => CubeMaximum.Fill(
            from, ((int)shape[0], (int)shape[1], (int)shape[2]), side / 2, meanwhile, to));
    }
}
