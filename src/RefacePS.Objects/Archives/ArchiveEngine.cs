namespace RefacePS;

/// <summary>The places in which the scans of an archive can be treated.</summary>
public enum ArchiveEngine
{
    /// <summary>In this process.</summary>
    Local,

    /// <summary>By array jobs of a cluster.</summary>
    Slurm,
}
