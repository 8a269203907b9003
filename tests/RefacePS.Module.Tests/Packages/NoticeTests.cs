using System.Text.RegularExpressions;
using RefacePS.Module.Tests.Support;

namespace RefacePS.Module.Tests.Packages;

/// <summary>NOTICE against what ships, both ways.</summary>
public sealed partial class NoticeTests
{
    private static readonly string Notice = File.ReadAllText(Path.Combine(Build.ModuleFolder, "NOTICE"));

    /// <summary>The packages that the builds take, by their lock files.</summary>
    private static readonly string[] Locks =
    [
        "src/RefacePS.Module/packages.lock.json", "src/RefacePS.Shell/packages.lock.json",
        "build/RefacePS.Native/packages.linux-x64.lock.json",
    ];

    private static readonly MatchCollection ViewerPackages = ViewerPackage().Matches(
        File.ReadAllText(Path.Combine(Build.Repository, "build/Viewer/package-lock.json")));


    /// <summary>Names in the notice that are not those of their packages.</summary>
    private static readonly Dictionary<string, string> PackageOf = new()
    {
        ["libtorch"] = "libtorch-cpu-linux-x64",
        ["Microsoft.Data.Sqlite"] = "Microsoft.Data.Sqlite.Core",
        ["SQLitePCLRaw"] = "SQLitePCLRaw.core",
        ["NiiVue"] = "@niivue/niivue",
    };

    [Fact]
    public void Versions_are_those_that_are_built_in()
    {
        var locked = Locks.SelectMany(file =>
            LockedPackage().Matches(File.ReadAllText(Path.Combine(Build.Repository, file))))
            .Concat(ViewerPackages)
            .ToLookup(match => match.Groups[1].Value, match => match.Groups[2].Value);

        var named = NamedVersion().Matches(Notice);

        Assert.True(named.Count > 8);
        Assert.All(named, match =>
        {
            var (name, version) = (match.Groups[1].Value, match.Groups[2].Value);
            Assert.Equal(version, Assert.Single(locked[PackageOf.GetValueOrDefault(name, name)].Distinct()));
        });
    }

    [Fact]
    public void Every_library_of_others_is_named() => Assert.All(
        Directory.GetFiles(Path.Combine(Build.ModuleFolder, "lib"), "*.dll").Select(Path.GetFileNameWithoutExtension)
            .Where(name => !name!.StartsWith("RefacePS", StringComparison.Ordinal)),
        name => Assert.Contains(name!.Split('.')[^1] is var last && Notice.Contains(name, StringComparison.Ordinal)
            ? name : last, Notice, StringComparison.Ordinal));

    [Fact]
    public void Every_package_of_the_viewer_is_named()
    {
        Assert.NotEmpty(ViewerPackages);
        Assert.All(
            ViewerPackages.Where(match => !match.Groups[1].Value.StartsWith("@rollup", StringComparison.Ordinal)),
            match => Assert.Matches(
                $"(NiiVue|{Regex.Escape(match.Groups[1].Value)}) {Regex.Escape(match.Groups[2].Value)}", Notice));
    }

    [Fact]
    public void Every_native_library_is_named_and_brings_its_licence() => Assert.All(
        Directory.GetDirectories(Path.Combine(Build.ModuleFolder, "lib", "native")), folder =>
        {
            var files = Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).ToList();
            Assert.Contains("LICENSE-LIBTORCH.txt", files);
            Assert.All(files, file =>
                Assert.Contains(file.Split('.', '-')[0] is ['l', 'i', 'b', .. var rest]
                    && !Notice.Contains(file.Split('.', '-')[0], StringComparison.Ordinal)
                ? rest : file.Split('.', '-')[0], Notice + "LICENSE", StringComparison.Ordinal));
        });

    [Fact]
    public void Every_model_says_its_licence_and_whom_to_name()
    {
        Assert.All(Directory.GetDirectories(Path.Combine(Build.ModuleFolder, "models")), model =>
        {
            Assert.Contains("CC BY-SA 3.0", File.ReadAllText(Path.Combine(model, "LICENSE.md")),
                StringComparison.Ordinal);
            Assert.Contains($"models/{Path.GetFileName(model)}", Notice, StringComparison.Ordinal);
        });
        Assert.Contains("IXI dataset", Notice, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^([A-Za-z][\w.]+) (\d+\.\d+\.\d+)\b", RegexOptions.Multiline)]
    private static partial Regex NamedVersion();

    [GeneratedRegex(
        @"""([\w.-]+)"": \{\s*""type"": ""[^""]*"",(?:\s*""requested"": ""[^""]*"",)?\s*""resolved"": ""([^""]*)""")]
    private static partial Regex LockedPackage();

    [GeneratedRegex(@"""node_modules/([^""]+)"": \{\s*""version"": ""([^""]*)""")]
    private static partial Regex ViewerPackage();
}
