namespace RefacePS.Protection;

/// <summary>Where the scans of an archive are treated.</summary>
public enum ArchiveEngine
{
    /// <summary>In this process.</summary>
    Local,

    /// <summary>By array jobs of a cluster.</summary>
    Slurm,
}
