using RefacePS.Module.Tests.Support;

namespace RefacePS.Module.Tests.Packages;

/// <summary>What ships is named in NOTICE, and what is named ships.</summary>
public sealed class NoticeTests
{
    private static readonly string Notice = File.ReadAllText(Path.Combine(Build.ModuleFolder, "NOTICE"));

    [Fact]
    public void Every_library_of_others_is_named() => Assert.All(
        Directory.GetFiles(Path.Combine(Build.ModuleFolder, "lib"), "*.dll").Select(Path.GetFileNameWithoutExtension)
            .Where(name => !name!.StartsWith("RefacePS", StringComparison.Ordinal)),
        name => Assert.Contains(name!.Split('.')[^1] is var last && Notice.Contains(name, StringComparison.Ordinal)
            ? name : last, Notice, StringComparison.Ordinal));

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
}
