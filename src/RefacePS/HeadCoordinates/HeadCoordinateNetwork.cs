using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RefacePS.HeadCoordinates;

/// <summary>
/// Says of every voxel of a head whether it is cavity, and where in the atlas it belongs: a U-Net (Ronneberger et al.,
/// MICCAI 2015) of three scales in three dimensions. Its first layer takes blocks of 2 x 2 x 2 voxels as channels and
/// its last gives them back, so that nearly all work is done on an eighth of the voxels. Any box whose sides are
/// multiples of <see cref="SideStep"/> will do.
/// </summary>
internal sealed class HeadCoordinateNetwork : Module<Tensor, Tensor>
{
    /// <summary>Sides of the input are multiples of this.</summary>
    public const int SideStep = 8;

    private const double LeakySlope = 0.1;
    private const int Block = 2;
    private const int BlockVoxels = Block * Block * Block;
    private static readonly int[] Widths = [24, 48, 72];

    private readonly ModuleList<Module<Tensor, Tensor>> down = [];
    private readonly ModuleList<Module<Tensor, Tensor>> narrow = [];
    private readonly ModuleList<Module<Tensor, Tensor>> up = [];
    private readonly Module<Tensor, Tensor> last;

    public HeadCoordinateNetwork()
        : base(nameof(HeadCoordinateNetwork))
    {
        var inputs = BlockVoxels;
        for (var scale = 0; scale < Widths.Length; scale++)
        {
            var width = Widths[scale];
            down.Add(Sequential(
                ("first", Convolution(inputs, width, stride: scale == 0 ? 1 : 2)),
                ("second", Convolution(width, width, stride: 1))));
            inputs = width;
            if (scale + 1 < Widths.Length)
            {
                narrow.Add(Conv3d(Widths[scale + 1], width, 1, bias: false));
                up.Add(Convolution(width, width, stride: 1));
            }
        }

        last = Conv3d(Widths[0], BlockVoxels * HeadChannel.Count, 1);
        RegisterComponents();
    }

    /// <summary>Channels (<see cref="HeadChannel"/>), [N, channels, z, y, x], of heads as <see cref="HeadBox"/>
    /// prepares them, [N, 1, z, y, x].</summary>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var seen = new Tensor[down.Count];
        var current = Blocks(input);
        for (var scale = 0; scale < down.Count; scale++)
        {
            seen[scale] = current = down[scale].call(current);
        }

        for (var scale = up.Count - 1; scale >= 0; scale--)
        {
            var wider = functional.interpolate(
                narrow[scale].call(current), scale_factor: [2, 2, 2], mode: InterpolationMode.Nearest);
            current = up[scale].call(wider + seen[scale]);
        }

        return Voxels(last.call(current)).MoveToOuterDisposeScope();
    }

    private static Sequential Convolution(int inputs, int outputs, int stride) => Sequential(
        ("conv", Conv3d(inputs, outputs, 3, stride: stride, padding: 1, bias: false)),
        ("norm", InstanceNorm3d(outputs, affine: true)),
        ("relu", LeakyReLU(LeakySlope)));

    /// <summary>Blocks of voxels as channels: [N, 1, z, y, x] to [N, 8, z / 2, y / 2, x / 2].</summary>
    private static Tensor Blocks(Tensor voxels)
    {
        var (n, z, y, x) = (voxels.shape[0], voxels.shape[2] / Block, voxels.shape[3] / Block, voxels.shape[4] / Block);
        return voxels.reshape(n, z, Block, y, Block, x, Block).permute(0, 2, 4, 6, 1, 3, 5)
            .reshape(n, BlockVoxels, z, y, x);
    }

    /// <summary>The other way round, for each channel: [N, 8 * channels, z, y, x] to [N, channels, 2 z, 2 y, 2
    /// x].</summary>
    private static Tensor Voxels(Tensor blocks)
    {
        var (n, z, y, x) = (blocks.shape[0], blocks.shape[2], blocks.shape[3], blocks.shape[4]);
        return blocks.reshape(n, HeadChannel.Count, Block, Block, Block, z, y, x).permute(0, 1, 5, 2, 6, 3, 7, 4)
            .reshape(n, HeadChannel.Count, Block * z, Block * y, Block * x);
    }
}
