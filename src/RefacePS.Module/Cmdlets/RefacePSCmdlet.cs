using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using RefacePS.Compute;
using RefacePS.Errors;
using RefacePS.Paths;
using RefacePS.Resources;
using TorchSharp;

namespace RefacePS.Cmdlets;

/// <summary>The base of all cmdlets: stopping, progress, and one bad input that does not end the pipeline.</summary>
public abstract class RefacePSCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource stopping = new();

    /// <summary>Cancelled when the user stops the pipeline, or an error or warning ends the command.</summary>
    protected CancellationToken StopToken => stopping.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the cmdlet holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            stopping.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => StopWork();

    /// <summary>Ends the work beside the pipeline thread.</summary>
    internal void StopWork() => stopping.Cancel();

    /// <summary>Works on one input. A failure is reported as a non-terminating error, and the pipeline goes
    /// on.</summary>
    /// <param name="target">The input, which the error names.</param>
    /// <param name="work">The work. It is not to write objects: an error of a later command of the pipeline is not its
    /// own.</param>
    /// <param name="result">What it returned.</param>
    /// <returns>Whether there is a result.</returns>
    protected bool TryRun<T>(object target, Func<T> work, [MaybeNullWhen(false)] out T result)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            result = work();
            return true;
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (e is not RuntimeException)
        {
            WriteError(ErrorRecords.From(e, target));
            result = default;
            return false;
        }
    }

    /// <inheritdoc cref="TryRun{T}(object, Func{T}, out T)"/>
    /// <returns>Whether it came to its end.</returns>
    private protected bool TryRun(object target, Action work) =>
        TryRun(target, () => { work(); return true; }, out _);

    /// <summary>Loads libtorch, saying so where no command did before, and finds the device of that name; the command
    /// ends where it cannot.</summary>
    private protected torch.Device OpenDevice(string name)
    {
        if (!TorchRuntime.WasTried)
        {
            WriteVerbose(Text(Messages.LoadingTorch, TorchRuntime.Folder));
        }

        var device = RunOrEnd(name, () => ComputeDevice.Parse(name).Resolve());
        WriteVerbose(Text(Messages.ComputingOn, device));
        if (TorchRuntime.IsOneDnnOff)
        {
            WriteVerbose(Messages.OneDnnOff);
        }

        return device;
    }

    /// <summary>Ends the command where its arguments cannot be used.</summary>
    /// <param name="argument">The argument, which the error names.</param>
    /// <param name="work">What makes something of it.</param>
    protected T RunOrEnd<T>(object argument, Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            return work();
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (RefacePSException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, argument));
            throw;
        }
    }

    /// <inheritdoc cref="RunOrEnd{T}(object, Func{T})"/>
    private protected void RunOrEnd(object argument, Action work) =>
        RunOrEnd(argument, () => { work(); return true; });

    /// <summary>Full paths of all that some arguments name. One that leads nowhere is a non-terminating
    /// error.</summary>
    private protected List<string> ResolveAll(string[] paths, Func<string, IReadOnlyList<string>> resolve)
    {
        var all = new List<string>();
        foreach (var path in paths)
        {
            if (TryRun(path, () => resolve(path), out var found))
            {
                all.AddRange(found);
            }
        }

        return all;
    }

    /// <summary>The full path that a parameter means; the command ends where it means none.</summary>
    private protected string FullPath(string path) =>
        RunOrEnd(path, () => FileSystemPaths.Literal(SessionState.Path, path));

    /// <summary>The folder of the head atlas that a parameter means; without it, of the one that ships.</summary>
    private protected string AtlasFolderOf(string? path) => path is null ? ModuleFolders.HeadAtlas : FullPath(path);

    /// <summary>Full paths of the files that a path with wildcards means.</summary>
    private protected IReadOnlyList<string> MatchingFiles(string path) =>
        FileSystemPaths.Matching(SessionState.Path, path);

    /// <summary>The full path of what is named by the very name.</summary>
    private protected IReadOnlyList<string> LiteralFile(string path) =>
        [FileSystemPaths.Literal(SessionState.Path, path)];

    /// <summary>Fills in a message of the resource file.</summary>
    protected static string Text(string message, params object?[] arguments) =>
        MessageText.Format(message, arguments);
}
