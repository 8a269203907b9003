using RefacePS.Native;
using RefacePS.Tests.Support;
using TorchSharp;

namespace RefacePS.Tests.Compute;

public sealed class HandleLifetimeRepairTests
{
    /// <summary>The assembly of the tests and that of the module.</summary>
    [Fact]
    public void What_libtorch_reads_is_held_until_it_has_read_it()
    {
        Assert.Empty(HandleLifetimeRepair.Unheld(typeof(Scalar).Assembly.Location));
        Assert.Empty(HandleLifetimeRepair.Unheld(Path.Combine(BuiltLibraries.Path, "../../TorchSharp.dll")));
    }

    [Fact]
    public void Another_assembly_is_refused()
    {
        using var folder = new TemporaryFolder();

        var refusal = Assert.Throws<InvalidDataException>(
            () => HandleLifetimeRepair.Repair(
                typeof(Volume).Assembly.Location, Path.Combine(folder.Path, "copy.dll")));

        Assert.Contains("TorchSharp.Scalar", refusal.Message, StringComparison.Ordinal);
    }
}
