using TorchSharp;

namespace RefacePS.Compute;

/// <summary>
/// Shares the cores among workers. Each thread that computes has threads of libtorch of its own, as many as it was
/// told; untold, every worker would take all cores.
/// </summary>
public sealed class TorchThreads : IDisposable
{
    private readonly int before = torch.get_num_threads();
    private readonly int share;

    /// <summary>Begins to share.</summary>
    /// <param name="workers">Threads that will compute, 1 or more.</param>
    public TorchThreads(int workers) => share = Math.Max(1, before / workers);

    /// <summary>Tells the thread that calls its share. To be called by every worker before it computes.</summary>
    public void Apply() => torch.set_num_threads(share);

    /// <summary>Gives all cores back to what computes next.</summary>
    public void Dispose() => torch.set_num_threads(before);
}
