namespace RefacePS.Cmdlets;

/// <summary>Hands reports on, on the thread that makes them: that of <see cref="Progress{T}"/> comes later.</summary>
/// <param name="report">Takes one.</param>
internal sealed class Reporter<T>(Action<T> report) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => report(value);
}
