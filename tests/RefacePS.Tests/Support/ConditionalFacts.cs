namespace RefacePS.Tests.Support;

/// <summary>A test on real scans: counted as skipped where they are absent.</summary>
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute() => Skip = Reasons.SharedData;
}

/// <summary>A test on real scans, a case a data row: counted as skipped where they are absent.</summary>
internal sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    public SharedDataTheoryAttribute() => Skip = Reasons.SharedData;
}

/// <summary>A test against nibabel: counted as skipped where it is absent.</summary>
internal sealed class NibabelFactAttribute : FactAttribute
{
    public NibabelFactAttribute() => Skip = Reasons.Nibabel;
}

/// <summary>A test against SciPy: counted as skipped where it is absent.</summary>
internal sealed class ScipyFactAttribute : FactAttribute
{
    public ScipyFactAttribute() => Skip = Reasons.Scipy;
}

/// <summary>A test against nibabel on real scans: counted as skipped where either is absent.</summary>
internal sealed class NibabelOnSharedDataFactAttribute : FactAttribute
{
    public NibabelOnSharedDataFactAttribute() => Skip = Reasons.SharedData ?? Reasons.Nibabel;
}

/// <summary>A test of what only Linux has or needs.</summary>
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Only Linux has or needs what this tests.";
}

/// <summary>A test of what Unix has and Windows lacks.</summary>
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Unix permissions are absent." : null;
}

/// <summary>A test that mounts a folder at another place: counted as skipped where that is not allowed.</summary>
internal sealed class BindMountFactAttribute : FactAttribute
{
    public BindMountFactAttribute() => Skip = BindMount.IsPossible ? null : "Folders cannot be mounted here.";
}

/// <summary>A test of what Windows allows administrators alone, such as symbolic links; a case a data row.</summary>
internal sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute() => Skip = OperatingSystem.IsWindows()
        ? "Windows keeps symbolic links for administrators." : null;
}

/// <summary>A test of Unix permissions, which do not bind an administrator.</summary>
internal sealed class UnixPermissionsFactAttribute : FactAttribute
{
    public UnixPermissionsFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Unix permissions are absent."
        : Environment.IsPrivilegedProcess ? "Permissions do not bind a privileged user." : null;
}

internal static class Reasons
{
    public static string? SharedData => Support.SharedData.IsPresent ? null
        : "The shared scans are absent; set REFACEPS_SHARED to their folder.";

    public static string? Nibabel => Python.HasNibabel ? null : "A python3 that imports nibabel is absent.";

    public static string? Scipy => Python.HasScipy ? null : "A python3 that imports scipy.stats is absent.";
}
