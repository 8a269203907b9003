using RefacePS.Files;

namespace RefacePS.Archives.Review;

/// <summary>NiiVue, which shows volumes in a browser (BSD-2-Clause, https://github.com/niivue/niivue). A build without
/// npm has none of it.</summary>
internal static class Viewer
{
    /// <summary>Name of its file in a review folder.</summary>
    public const string FileName = "niivue.umd.js";

    private const string Resource = "RefacePS.Archives.Review." + FileName;

    /// <summary>True if the build has it.</summary>
    public static bool IsBuiltIn { get; } =
        typeof(Viewer).Assembly.GetManifestResourceInfo(Resource) is not null;

    /// <summary>Puts it into a folder.</summary>
    public static void WriteTo(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            using var script = typeof(Viewer).Assembly.GetManifestResourceStream(Resource)!;
            AtomicFile.Write(path, overwrite: true, script.CopyTo);
        }
    }
}
