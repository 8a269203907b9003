using RefacePS.Module.Tests.Support;

namespace RefacePS.Module.Tests.Architecture;

public sealed class FolderTests
{
    private static readonly string[] Paths =
    [
        .. Directory.GetFiles(Build.ModuleFolder, "RefacePS*.dll", SearchOption.AllDirectories),
        Path.ChangeExtension(Build.Shell, ".dll"),
    ];

    public static TheoryData<string> Assemblies => [.. Paths];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_folders_of_the_source_use_each_other_in_a_circle(string assembly) =>
        Assert.Empty(AssemblyUses.Read(assembly).Circles());

    [Fact]
    public void All_assemblies_are_looked_at() => Assert.Superset(
        new HashSet<string>(["RefacePS", "RefacePS.Objects", "RefacePS.Module", "RefacePS.Shell"]),
        Paths.Select(path => Path.GetFileNameWithoutExtension(path)!).ToHashSet());

    [Fact]
    public void A_circle_over_three_folders_is_found_and_what_only_hangs_on_it_is_not()
    {
        var graph = new FolderGraph();
        graph.Add("Entrance", "A");
        graph.Add("A", "B", "(here: there)");
        graph.Add("B", "C");
        graph.Add("C", "A");
        graph.Add("C", "Cellar");
        graph.Add("C", "C");

        Assert.Equal(["A -> B (here: there)", "B -> C", "C -> A"], graph.Circles());
    }

    [Fact]
    public void A_graph_without_a_circle_has_none()
    {
        var graph = new FolderGraph();
        graph.Add("A", "B");
        graph.Add("A", "C");
        graph.Add("B", "C");

        Assert.Empty(graph.Circles());
    }

    private static bool Says(string circle, string user, string used) =>
        circle.StartsWith($"{user} -> {used} ", StringComparison.Ordinal);

    [Theory]
    [InlineData("ByBody")]
    [InlineData("ByMember")]
    [InlineData("ByClosure")]
    public void A_circle_that_was_planted_is_read_from_an_assembly(string folder)
    {
        const string planted = "RefacePS.Module.Tests.Architecture.Planted";

        var circles = AssemblyUses.Read(typeof(FolderTests).Assembly.Location).Circles();

        Assert.Contains(circles, circle => Says(circle, planted, $"{planted}.{folder}"));
        Assert.Contains(circles, circle => Says(circle, $"{planted}.{folder}", planted));
    }
}
