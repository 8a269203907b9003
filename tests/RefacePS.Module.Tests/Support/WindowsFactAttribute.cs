namespace RefacePS.Module.Tests.Support;

/// <summary>A test of what is so on Windows alone: counted as skipped elsewhere.</summary>
internal sealed class WindowsFactAttribute : FactAttribute
{
    public WindowsFactAttribute() => Skip = OperatingSystem.IsWindows() ? null : "This is so on Windows alone.";
}
