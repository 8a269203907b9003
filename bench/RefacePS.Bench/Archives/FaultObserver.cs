namespace RefacePS.Bench.Archives;

/// <summary>An observer of a run that tells what failed.</summary>
internal class FaultObserver : SilentObserver
{
    /// <inheritdoc/>
    public override void Failed(string path, Exception cause) => Console.Error.WriteLine(cause.Message);
}
