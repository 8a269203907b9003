using System.Runtime.CompilerServices;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Defacing;

/// <summary>
/// The frames of a series are taken to lie alike, and all lose the same voxels. Here each is held against the first
/// that shows anything, at 8 mm.
/// </summary>
internal static class FrameSeries
{
    private const double Spacing = 8;

    /// <summary>Frames that the first explains less than this show something else, or nothing but noise.</summary>
    private const double LowestRatio = 0.25;

    /// <summary>Frames that correlate so well lie alike; 8 mm lower it to 0.95 and less.</summary>
    private const double SurelyAlike = 0.985;

    /// <summary>The standard deviation that blocks of <see cref="Spacing"/> keep of that of the voxels: a head 0.8 and
    /// more, noise 0.4 and less (blocks of eight voxels).</summary>
    private const double LeastKept = 0.5;

    /// <summary>A block brighter than this share of the brightest is tissue.</summary>
    private const double TissueShare = 0.25;

    /// <summary>Tissue (mL) of a frame where the first has none that is worth another look; a face has 200 and
    /// more.</summary>
    private const double LeastAdded = 20;

    /// <summary>So many frames are named in a reason.</summary>
    private const int MostNamed = 5;

    /// <summary>First frames that were found: whatever looks at a series asks, and each look reads whole
    /// frames.</summary>
    private static readonly ConditionalWeakTable<Volume, StrongBox<int>> Found = [];

    /// <summary>The first frame that shows something, neither empty nor noise alone; 0 where there is none.</summary>
    public static int First(Volume volume) => volume.FrameCount == 1 ? 0 : Found.GetValue(volume, Find).Value;

    private static StrongBox<int> Find(Volume volume) => new(Enumerable.Range(0, volume.FrameCount)
        .FirstOrDefault(frame => !IsEmpty(volume, frame) && !IsNoise(volume, frame)));

    /// <summary>The quality of a defacing that was judged by the first frame, with what the others show.</summary>
    public static DefaceQuality Judge(DefaceQuality quality, Volume volume, Device device, CancellationToken cancel)
    {
        var misfits = volume.FrameCount == 1 ? [] : Misfits(volume, device, cancel);
        return misfits.Count == 0 ? quality : quality.Doubted(Reason(misfits, First(volume)));
    }

    /// <summary>One frame of a series as a volume of its own.</summary>
    public static Volume Frame(Volume volume, int frame)
    {
        var bytes = (int)volume.Grid.VoxelCount * volume.VoxelType.ByteSize();
        return new Volume(volume.Grid, volume.VoxelType, volume.Voxels.Slice(frame * bytes, bytes))
        {
            Slope = volume.Slope,
            Intercept = volume.Intercept,
            HasWorld = volume.HasWorld,
            Path = volume.Path,
        };
    }

    /// <summary>A volume itself, or a copy of the first frame of a series that shows anything, so that the series need
    /// not be kept.</summary>
    public static Volume Shown(Volume volume)
    {
        if (volume.FrameCount == 1)
        {
            return volume;
        }

        var frame = Frame(volume, First(volume));
        return frame.WithVoxels(frame.Voxels.ToArray()) with { Header = volume.Header };
    }

    private static string Reason(IReadOnlyList<int> misfits, int first)
    {
        var some = string.Join(", ", misfits.Take(MostNamed).Select(frame => frame + 1));
        var more = misfits.Count > MostNamed ? $" and {misfits.Count - MostNamed} more" : "";
        return $"frame {some}{more} does not lie as frame {first + 1} does, or shows something else";
    }

    /// <summary>Frames, from 0, that do not lie as the first does, and those that do not show what it shows. Empty ones
    /// show no face.</summary>
    public static IReadOnlyList<int> Misfits(Volume volume, Device device, CancellationToken cancel)
    {
        var first = First(volume);
        var misfits = new List<int>();
        using var scope = NewDisposeScope();
        using var reference = Coarse(volume, device, first);
        var bright = reference.Voxels.unsqueeze(0) / HeadThreshold.Percentile(reference.Voxels, 0.99);
        var points = Resampling.WorldPoints(reference.Grid, device);
        for (var frame = 0; frame < volume.FrameCount; frame++)
        {
            cancel.ThrowIfCancellationRequested();
            if (frame != first && !IsEmpty(volume, frame) && !Fits(frame))
            {
                misfits.Add(frame);
            }
        }

        return misfits;

        bool Fits(int frame)
        {
            using var inner = NewDisposeScope();
            using var image = Coarse(volume, device, frame);
            if (ContentMatch.Pearson(reference.Voxels, image.Voxels) >= SurelyAlike)
            {
                return true;
            }

            var match = ContentMatch.Ratio(points, image.Voxels.reshape(-1), Reference, Sees);
            return match.IsBestHere && match.Here >= LowestRatio;
        }

        Tensor Reference(Tensor places) => Resampling.SampleWorld(bright, reference.Grid, places)[0];

        Tensor Sees(Tensor places) => Resampling.IsInView(places, reference.Grid);
    }

    /// <summary>The frame, from 0, that has most tissue where the first has none: others may have cut the first alone.
    /// None where no frame has more than varies from frame to frame.</summary>
    public static IReadOnlyList<int> Fuller(Volume volume, Device device, CancellationToken cancel)
    {
        var first = First(volume);
        using var scope = NewDisposeScope();
        var empty = Tissue(first).logical_not_();
        var (fullest, most) = (first, LeastAdded);
        for (var frame = 0; frame < volume.FrameCount; frame++)
        {
            cancel.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var added = frame == first || IsEmpty(volume, frame) ? 0
                : (Tissue(frame) & empty).sum().ToInt64() * Spacing * Spacing * Spacing / 1000;
            (fullest, most) = added > most ? (frame, added) : (fullest, most);
        }

        return fullest == first ? [] : [fullest];

        Tensor Tissue(int frame)
        {
            using var image = Coarse(volume, device, frame);
            return image.Voxels > TissueShare * HeadThreshold.Percentile(image.Voxels, 0.98);
        }
    }

    private static Image Coarse(Volume volume, Device device, int frame)
    {
        using var image = Image.FromVolume(volume, device, frame);
        return Resampling.Shrink(image, Spacing);
    }

    /// <summary>True if all voxels of a frame have the same stored bytes.</summary>
    private static bool IsEmpty(Volume volume, int frame)
    {
        var bytes = (int)volume.Grid.VoxelCount * volume.VoxelType.ByteSize();
        var stored = volume.Voxels.Span.Slice(frame * bytes, bytes);
        var size = volume.VoxelType.ByteSize();
        return stored[size..].SequenceEqual(stored[..^size]);
    }

    /// <summary>True if a frame varies from voxel to voxel alone, as one does that was taken without excitation. Its
    /// least value is not asked: what was blanked has it.</summary>
    private static bool IsNoise(Volume volume, int frame)
    {
        var (grid, real) = (volume.Grid, VoxelConversion.ToFloat(volume, frame));
        var (x, y, z) = (Block(grid.VoxelSize[0]), Block(grid.VoxelSize[1]), Block(grid.VoxelSize[2]));
        var (columns, rows) = ((grid.Nx + x - 1) / x, (grid.Ny + y - 1) / y);
        var least = real.Where(float.IsFinite).DefaultIfEmpty().Min();
        var blocks = new (double Sum, int Count)[columns * rows * ((grid.Nz + z - 1) / z)];
        var (sum, squares, count) = (0.0, 0.0, 0);
        for (var voxel = 0; voxel < real.Length; voxel++)
        {
            if (!float.IsFinite(real[voxel]) || real[voxel] == least)
            {
                continue;
            }

            var (line, slice) = (voxel / grid.Nx, voxel / (grid.Nx * grid.Ny));
            ref var block = ref blocks[(slice / z * rows + line % grid.Ny / y) * columns + voxel % grid.Nx / x];
            block = (block.Sum + real[voxel], block.Count + 1);
            (sum, squares, count) = (sum + real[voxel], squares + (double)real[voxel] * real[voxel], count + 1);
        }

        var mean = sum / Math.Max(count, 1);
        var between = blocks.Sum(block => block.Count == 0 ? 0 : block.Sum * block.Sum / block.Count) - mean * sum;
        return between < LeastKept * LeastKept * (squares - mean * sum);
    }

    private static int Block(double spacing) => Math.Max((int)(Spacing / spacing), 1);
}
