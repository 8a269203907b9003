namespace RefacePS.Module.Tests.Support;

/// <summary>A test of Unix permissions, which do not bind an administrator.</summary>
internal sealed class UnprivilegedFactAttribute : FactAttribute
{
    public UnprivilegedFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Unix permissions are absent."
        : Environment.IsPrivilegedProcess ? "Permissions do not bind a privileged user." : null;
}
