using System.Diagnostics;

namespace RefacePS.Archives.Slurm;

/// <summary>The running of a program that may hang: it is killed when its time is over, or when nobody waits for it any
/// more.</summary>
/// <param name="Limit">The time that it gets.</param>
/// <param name="Grace">The time that it gets once nobody waits for it: one that answers at once is heard to its
/// end.</param>
internal sealed record ProgramRun(TimeSpan Limit, TimeSpan Grace)
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="start">The program, with its three streams redirected.</param>
    /// <param name="cancel">Ends the wait for it.</param>
    /// <returns>What it has said; the exit code is null where its time was over.</returns>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, and the program did not end.</exception>
    public (int? ExitCode, string Output, string Error) Run(ProcessStartInfo start, CancellationToken cancel)
    {
        using var over = new CancellationTokenSource(Limit);
        using var leaving = cancel.Register(() => over.CancelAfter(Grace));
        using var process = Process.Start(start)!;
        try
        {
            process.StandardInput.Close();
            var (output, error) = (
                process.StandardOutput.ReadToEndAsync(over.Token), process.StandardError.ReadToEndAsync(over.Token));
            var said = Task.WhenAll(output, error).WaitAsync(over.Token).GetAwaiter().GetResult();
            process.WaitForExitAsync(over.Token).GetAwaiter().GetResult();
            return (process.ExitCode, said[0], said[1]);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancel.ThrowIfCancellationRequested();
            return (null, "", $"'{start.FileName}' gave no answer.");
        }
    }
}
