using RefacePS.Module.Tests.Support;

namespace RefacePS.Module.Tests.Packages;

/// <summary>The packages that were made of this version, if any were.</summary>
internal static class Packages
{
    public static IReadOnlyList<string> Files { get; } = Directory.Exists(Build.PackagesFolder)
        ? Directory.GetFiles(Build.PackagesFolder, "*.nupkg") : [];

    /// <summary>The package of a name; a longer name is another.</summary>
    public static string Of(string name) =>
        Files.Single(file => Path.GetFileName(file).StartsWith(name + ".", StringComparison.Ordinal)
            && char.IsDigit(Path.GetFileName(file)[name.Length + 1]));
}

/// <summary>A test of packages: counted as skipped where none were made, which takes a minute and is no part of a
/// build.</summary>
internal sealed class PackagesFactAttribute : FactAttribute
{
    public PackagesFactAttribute() => Skip = Packages.Files.Count > 0 ? null
        : "There are no packages; dotnet build build/RefacePS.Package makes them.";
}
