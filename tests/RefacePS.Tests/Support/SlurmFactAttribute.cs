namespace RefacePS.Tests.Support;

/// <summary>A test on a real Slurm: counted as skipped where it is not installed.</summary>
internal sealed class SlurmFactAttribute : FactAttribute
{
    public SlurmFactAttribute() => Skip = SlurmCluster.Absence;
}
