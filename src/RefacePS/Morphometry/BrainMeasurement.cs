namespace RefacePS.Morphometry;

/// <summary>The result of measuring a scan.</summary>
/// <param name="Volumes">The volumes.</param>
/// <param name="Labels">The number of a <see cref="BrainStructure"/> in every voxel of the scan, x fastest; null where
/// it was not asked for.</param>
public sealed record BrainMeasurement(BrainVolumes Volumes, ReadOnlyMemory<byte>? Labels);
