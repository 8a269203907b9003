using RefacePS.Archives.Review;

namespace RefacePS.Tests.Support;

/// <summary>Chromium without a window, which draws by the processor.</summary>
internal static class Browser
{
    private const string Program = "chromium";

    /// <summary>The reason for which there is none; null where there is one.</summary>
    public static string? Absence => !Viewer.IsBuiltIn ? "This build has no viewer: npm was absent."
        : Judge.Missing([Program]);

    /// <summary>A page of this machine as it is once its scripts have run.</summary>
    /// <param name="page">Its file.</param>
    /// <param name="profile">A folder that the browser may fill.</param>
    public static string Open(string page, string profile) => Judge.Run(
        Program, "--headless", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
        "--disable-background-networking", "--no-first-run", $"--user-data-dir={profile}",
        "--virtual-time-budget=20000", "--dump-dom", new Uri(page).AbsoluteUri);
}

/// <summary>A test in a browser: counted as skipped where there is none.</summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Browser.Absence;
}
