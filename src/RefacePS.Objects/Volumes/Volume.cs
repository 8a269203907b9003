using System.Runtime.InteropServices;

namespace RefacePS;

/// <summary>
/// A 3-D or 4-D image with its place in space: the one type that flows through every cmdlet. It never changes, and
/// scripts cannot assign to it; each step makes a new one with <c>with</c>, sharing what did not change. Voxels stay in
/// their stored type beside slope and intercept; arithmetic happens on float copies.
/// </summary>
public sealed record Volume
{
    /// <summary>A volume over stored voxels.</summary>
    /// <param name="grid">Shape and place of one frame.</param>
    /// <param name="voxelType">Stored type.</param>
    /// <param name="voxels">Stored voxels in this machine's byte order, x fastest, frames slowest.</param>
    /// <param name="frameCount">Frames of a 4-D image; 1 for a 3-D one.</param>
    /// <exception cref="ArgumentException">The number of bytes does not fit the grid, type and frames.</exception>
    public Volume(VoxelGrid grid, VoxelType voxelType, ReadOnlyMemory<byte> voxels, int frameCount = 1)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentOutOfRangeException.ThrowIfLessThan(frameCount, 1);
        var expected = grid.VoxelCount * frameCount * voxelType.ByteSize();
        if (voxels.Length != expected)
        {
            throw new ArgumentException(
                $"{Counted.Of(frameCount, "frame")} of {grid} in {voxelType}: {Counted.Of(expected, "byte")}, not "
                    + $"{voxels.Length}.",
                nameof(voxels));
        }

        (Grid, VoxelType, Voxels, FrameCount) = (grid, voxelType, voxels, frameCount);
    }

    /// <summary>Shape and place of one frame.</summary>
    public VoxelGrid Grid { get; }

    /// <summary>Stored voxel type.</summary>
    public VoxelType VoxelType { get; }

    /// <summary>Stored voxels in this machine's byte order, x fastest, frames slowest. Every frame has
    /// <c>Grid.VoxelCount</c> voxels.</summary>
    public ReadOnlyMemory<byte> Voxels { get; private init; }

    /// <summary>Frames of a 4-D image; 1 for a 3-D one.</summary>
    public int FrameCount { get; }

    /// <summary>Stored value to real value: real = stored * Slope + Intercept. As NIfTI says, a slope of 0 means no
    /// scaling; it is kept as read.</summary>
    public double Slope { get; internal init; } = 1;

    /// <summary>See <see cref="Slope"/>.</summary>
    public double Intercept { get; internal init; }

    /// <summary>
    /// True if the file said where its voxels are (qform or sform). Without it the grid is only a scaling and the
    /// orientation of the head is unknown.
    /// </summary>
    public bool HasWorld { get; internal init; } = true;

    /// <summary>The file header it came with; null for a volume made in memory.</summary>
    public VolumeHeader? Header { get; internal init; }

    /// <summary>The files of another format that it was read from; null where it came from NIfTI or was made in
    /// memory.</summary>
    public VolumeOrigin? Origin { get; internal init; }

    /// <summary>The state of the face.</summary>
    public VolumeKind Kind { get; internal init; }

    /// <summary>Subject label: the BIDS <c>sub-</c> entity, or else the file's stem.</summary>
    public string? Subject { get; internal init; }

    /// <summary>Session label: the BIDS <c>ses-</c> entity, or null.</summary>
    public string? Session { get; internal init; }

    /// <summary>Full path of the file it was imported from, or null.</summary>
    public string? Path { get; internal init; }

    /// <summary>The voxels that defacing removed, on <see cref="Grid"/>; null where none were.</summary>
    public Mask? FaceMask { get; internal init; }

    /// <summary>Points of the brain at which what was removed comes nearest to it, for pictures of a result (mm,
    /// world); none where that is not known.</summary>
    internal IReadOnlyList<System.Numerics.Vector3> NearestToBrain { get; init; } = [];

    /// <summary>The part of this result that a second look takes for a face, at about 2 mm; null where it sees
    /// none.</summary>
    internal Mask? FaceSeen { get; init; }

    /// <summary>World of this scan to world of the head atlas (mm to mm), as found by registration.</summary>
    public AffineMatrix? Transform { get; internal init; }

    /// <summary>The confidence of the defacing in itself; null before.</summary>
    public DefaceQuality? Quality { get; internal init; }

    /// <summary>Name and version of the model that made the artificial face; null where there is none.</summary>
    public string? Model { get; internal init; }

    /// <summary>SHA-256 of the files of that model; null where there is none, or it is not known.</summary>
    public string? ModelHash { get; internal init; }

    /// <summary>SHA-256 of the files of the head atlas that the face was found with; null before.</summary>
    public string? AtlasHash { get; internal init; }

    /// <summary>The volume whose voxels a merge keeps: set on the raw output of a network, null elsewhere.</summary>
    public Volume? Base { get; internal init; }

    /// <summary>The history of this volume, oldest first, a line a step.</summary>
    public IReadOnlyList<string> History { get; internal init => field = value.Readable(); } = Readables.None<string>();

    /// <summary>File name without folder, or the subject, or "volume".</summary>
    public string Name => Path is { } path ? System.IO.Path.GetFileName(path) : Subject ?? "volume";

    /// <summary>The stored voxels of all frames as their own type.</summary>
    /// <exception cref="InvalidOperationException">The size of <typeparamref name="T"/> is not the stored
    /// type's.</exception>
    public ReadOnlySpan<T> VoxelsAs<T>() where T : unmanaged => Marshal.SizeOf<T>() == VoxelType.ByteSize()
        ? MemoryMarshal.Cast<byte, T>(Voxels.Span)
        : throw new InvalidOperationException($"Voxels are stored as {VoxelType}, not {typeof(T).Name}.");

    /// <summary>The same volume with other stored voxels of the same type and number.</summary>
    /// <exception cref="ArgumentException">The number of bytes differs.</exception>
    public Volume WithVoxels(ReadOnlyMemory<byte> voxels) => voxels.Length == Voxels.Length
        ? this with { Voxels = voxels }
        : throw new ArgumentException(
            $"Expected {Counted.Of(Voxels.Length, "byte")}, got {voxels.Length}.", nameof(voxels));

    /// <summary>The same volume with one more line of history.</summary>
    public Volume WithHistory(string step) => this with { History = [.. History, step] };

    /// <summary>Volumes are equal only when they are the same object.</summary>
    public bool Equals(Volume? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name} ({Kind}, {Grid}{(FrameCount > 1 ? $", {FrameCount} frames" : "")}, {VoxelType})";
}
