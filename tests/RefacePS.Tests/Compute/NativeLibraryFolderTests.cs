using RefacePS.Tests.Support;

namespace RefacePS.Tests.Compute;

public sealed class NativeLibraryFolderTests
{
    [Theory]
    [InlineData("LibTorchSharp")]
    [InlineData("torch_cpu")]
    public void A_library_is_found_by_the_name_that_managed_code_gives_it(string name) =>
        Assert.True(File.Exists(new NativeLibraryFolder(BuiltLibraries.Path).Find(name)));

    [Fact]
    public void A_library_that_is_not_there_is_not_found()
    {
        using var empty = new TemporaryFolder();

        Assert.Null(new NativeLibraryFolder(empty.Path).Find("LibTorchSharp"));
    }
}
