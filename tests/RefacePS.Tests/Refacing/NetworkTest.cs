using RefacePS.Compute;
using TorchSharp;

namespace RefacePS.Tests.Refacing;

/// <summary>
/// A test that runs networks. They are so small here that a second thread gains nothing, and without one the time of
/// the tests does not depend on what else the machine does.
/// </summary>
public abstract class NetworkTest
{
    protected NetworkTest()
    {
        TorchRuntime.EnsureLoaded();
        torch.set_num_threads(1);
    }
}
