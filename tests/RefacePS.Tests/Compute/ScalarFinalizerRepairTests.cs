using RefacePS.Compute;
using RefacePS.Native;
using RefacePS.Tests.Support;
using TorchSharp;

namespace RefacePS.Tests.Compute;

public sealed class ScalarFinalizerRepairTests
{
    [Fact]
    public void The_tests_and_the_module_run_a_repaired_TorchSharp()
    {
        Assert.True(ScalarFinalizerRepair.IsRepaired(typeof(Scalar).Assembly.Location));
        Assert.True(ScalarFinalizerRepair.IsRepaired(Path.Combine(BuiltLibraries.Path, "../../TorchSharp.dll")));
    }

    [Fact]
    public void A_number_that_nobody_holds_outlives_one_collection()
    {
        TorchRuntime.EnsureLoaded();
        var abandoned = Abandon();

        Collect();
        Assert.True(abandoned.TryGetTarget(out var once));
        Assert.Equal(2.5, once.ToDouble());
        once = null;

        Collect();
        Collect();
        Assert.False(abandoned.TryGetTarget(out _));
    }

    [Fact]
    public void Another_assembly_is_refused()
    {
        using var folder = new TemporaryFolder();

        var refusal = Assert.Throws<InvalidDataException>(
            () => ScalarFinalizerRepair.Repair(
                typeof(Volume).Assembly.Location, Path.Combine(folder.Path, "copy.dll")));

        Assert.Contains("TorchSharp.Scalar", refusal.Message, StringComparison.Ordinal);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference<Scalar> Abandon() => new(2.5.ToScalar(), trackResurrection: true);

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
