namespace RefacePS.Tests.Support;

/// <summary>
/// The scans that tests need and that are not part of the project: the folder named by REFACEPS_SHARED, or else the
/// first <c>shared</c> folder with a cohort that lies beside an ancestor of the test assembly.
/// </summary>
internal static class SharedData
{
    private static readonly Lazy<string?> Located = new(Locate);

    /// <summary>True if the scans are there.</summary>
    public static bool IsPresent => Located.Value is not null;

    /// <summary>Full path of something below <c>shared/data</c>.</summary>
    public static string Path(params ReadOnlySpan<string> parts) =>
        System.IO.Path.Combine(
            [Located.Value ?? throw new InvalidOperationException("The shared data is absent."), "data", .. parts]);

    private static string? Locate()
    {
        if (Environment.GetEnvironmentVariable("REFACEPS_SHARED") is { Length: > 0 } named)
        {
            return HasCohort(named) ? named : null;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "shared");
            if (HasCohort(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    private static bool HasCohort(string folder) => Directory.Exists(System.IO.Path.Combine(folder, "data", "cohort"));
}
