namespace RefacePS.Module.Tests.Support;

/// <summary>A test of a full disk: counted as skipped where none can be made.</summary>
internal sealed class TinyDiskFactAttribute : FactAttribute
{
    public TinyDiskFactAttribute()
    {
        using var disk = TinyDisk.TryMount();
        Skip = disk is null ? "A small disk cannot be mounted here." : null;
    }
}
