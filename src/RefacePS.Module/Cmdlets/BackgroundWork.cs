using System.Management.Automation;
using System.Threading.Channels;

namespace RefacePS.Cmdlets;

/// <summary>
/// Runs long work beside the pipeline thread, which alone may write to PowerShell: what the work has to say goes into a
/// queue that the pipeline thread empties while it waits.
/// </summary>
internal sealed class BackgroundWork : IDisposable
{
    private readonly Channel<Action> messages = Channel.CreateUnbounded<Action>(new() { SingleReader = true });
    private readonly RefacePSCmdlet cmdlet;
    private readonly PipelineProgress progress;

    private BackgroundWork(RefacePSCmdlet cmdlet, string activity) =>
        (this.cmdlet, progress) = (cmdlet, new PipelineProgress(cmdlet, activity));

    /// <summary>Runs work and returns its result on the pipeline thread; what it throws is thrown here.</summary>
    /// <param name="cmdlet">Who runs it.</param>
    /// <param name="activity">What the progress bar is headed with.</param>
    /// <param name="work">The work; it is to heed the cmdlet's token.</param>
    public static T Run<T>(RefacePSCmdlet cmdlet, string activity, Func<BackgroundWork, T> work)
    {
        using var background = new BackgroundWork(cmdlet, activity);
        return background.Run(work);
    }

    /// <summary>Runs work on whose end the pipeline thread waits; what it throws is thrown here.</summary>
    /// <param name="cmdlet">Who runs it.</param>
    /// <param name="activity">What the progress bar is headed with.</param>
    /// <param name="work">The work; it is to heed the cmdlet's token.</param>
    public static void Run(RefacePSCmdlet cmdlet, string activity, Action<BackgroundWork> work) =>
        Run(cmdlet, activity, background => { work(background); return true; });

    /// <summary>Shows how far the work is. For any thread.</summary>
    /// <param name="status">What is being done.</param>
    /// <param name="fraction">Share that is done, 0 to 1; null where it is unknown.</param>
    public void ReportProgress(string status, double? fraction = null) => Post(() => progress.Report(status, fraction));

    /// <summary>Says what was decided and why. For any thread.</summary>
    public void WriteVerbose(string text) => Post(() => cmdlet.WriteVerbose(text));

    /// <summary>Says what a person should look at. For any thread.</summary>
    public void WriteWarning(string text) => Post(() => cmdlet.WriteWarning(text));

    /// <summary>Reports an error that does not end the work. For any thread.</summary>
    public void WriteError(ErrorRecord error) => Post(() => cmdlet.WriteError(error));

    /// <summary>Takes the progress bar away.</summary>
    public void Dispose() => progress.Dispose();

    private T Run<T>(Func<BackgroundWork, T> work)
    {
        var task = Task.Run(() => work(this));
        task.ContinueWith(_ => messages.Writer.Complete(), TaskScheduler.Default);
        try
        {
            WriteMessages();
        }
        catch
        {
            // What was written ends the command (-ErrorAction Stop), or the pipeline was stopped: the work has no use.
            cmdlet.StopWork();
            throw;
        }
        finally
        {
            // The work must have ended before what it uses is disposed.
            ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
        }

        return task.GetAwaiter().GetResult();
    }

    private void WriteMessages()
    {
        while (messages.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (messages.Reader.TryRead(out var message))
            {
                message();
            }
        }
    }

    /// <summary>Posts a message; one that comes after the work has ended, from a timer of its own, has nobody left to
    /// hear it.</summary>
    private void Post(Action message) => messages.Writer.TryWrite(message);
}
