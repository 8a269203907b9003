using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Shapes;

/// <summary>Distances of points of the <see cref="FaceBox"/> from the skin: what aligns faces by their surface,
/// whatever lies beneath.</summary>
internal static class HeadDistance
{
    /// <summary>Distances (mm) beyond this say no more.</summary>
    public const float Reach = 12;

    /// <summary>From this many times the brightness of brain on a voxel is tissue.</summary>
    private const double Tissue = 0.3;

    /// <summary>Voxels a side of the cube that closes nostrils and lips.</summary>
    private const int ClosingSide = 5;

    /// <summary>Signed distance (mm) to the skin, positive inside, within <see cref="Reach"/>.</summary>
    /// <param name="brains">Intensities at <see cref="FaceBox.Spacing"/>: air 0, brain 1.</param>
    public static Tensor Measure(Tensor brains)
    {
        using var scope = NewDisposeScope();
        var smooth = Resampling.Smooth(brains.unsqueeze(0), 0.7);
        var outside = AirFromFront(Morphology.Dilate((smooth[0] > Tissue).to(float32), ClosingSide));
        var air = Morphology.Dilate(outside, ClosingSide).cpu().contiguous().data<float>().ToArray();
        var distance = DistanceTransform.Signed(FaceBox.Grid, i => air[i] < 0.5f);
        var signed = tensor(distance, brains.shape).to(brains.device).clamp_(-Reach, Reach);
        return Resampling.Smooth(signed.unsqueeze(0), 0.7)[0].MoveToOuterDisposeScope();
    }

    /// <summary>1 where air can be reached from before the face, else 0.</summary>
    private static Tensor AirFromFront(Tensor tissue)
    {
        var grid = FaceBox.Grid;
        var blocked = tissue.cpu().contiguous().data<float>().ToArray();
        var reached = new float[blocked.Length];
        var open = new Stack<int>();
        for (var line = 0; line < grid.Ny * grid.Nz; line++)
        {
            Visit(line * grid.Nx + grid.Nx - 1);
        }

        while (open.TryPop(out var voxel))
        {
            var (i, j, k) = (voxel % grid.Nx, voxel / grid.Nx % grid.Ny, voxel / (grid.Nx * grid.Ny));
            VisitAlong(voxel, i, grid.Nx, 1);
            VisitAlong(voxel, j, grid.Ny, grid.Nx);
            VisitAlong(voxel, k, grid.Nz, grid.Nx * grid.Ny);
        }

        return tensor(reached, tissue.shape).to(tissue.device);

        void VisitAlong(int voxel, int index, int count, int stride)
        {
            if (index > 0)
            {
                Visit(voxel - stride);
            }

            if (index < count - 1)
            {
                Visit(voxel + stride);
            }
        }

        void Visit(int voxel)
        {
            if (blocked[voxel] < 0.5f && reached[voxel] == 0)
            {
                reached[voxel] = 1;
                open.Push(voxel);
            }
        }
    }
}
