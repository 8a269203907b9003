using System.Management.Automation;
using RefacePS.Atlases;
using RefacePS.Resources;

namespace RefacePS.Cmdlets;

/// <summary>A cmdlet that finds heads with a head atlas.</summary>
public abstract class HeadCmdlet : ComputingCmdlet
{
    /// <summary>Folder of a head atlas that New-HeadAtlas made; the one that ships by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Atlas { get; set; }

    /// <summary>The folder of <see cref="HeadAtlas"/>.</summary>
    private protected string AtlasFolder { get; private set; } = ModuleFolders.HeadAtlas;

    /// <summary>The head atlas that is meant by <see cref="Atlas"/>.</summary>
    private protected HeadAtlas HeadAtlas => ResourceCache.Atlas(AtlasFolder, ComputeDevice);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        AtlasFolder = AtlasFolderOf(Atlas);
        RunOrEnd(AtlasFolder, () => HeadAtlas);
    }

    /// <summary>Works on a volume beside the pipeline thread and writes the result; a failure is an error for this
    /// volume alone.</summary>
    /// <param name="volume">The input.</param>
    /// <param name="activity">What the progress bar is headed with.</param>
    /// <param name="work">What makes the new volume, or the measurement.</param>
    /// <param name="review">Says on the pipeline thread what is to be said of the result.</param>
    private protected void Transform<TResult>(
        Volume volume, string activity, Func<TResult> work, Action<TResult> review)
    {
        if (TryRun(volume, () => BackgroundWork.Run(this, activity, background => WithStatus(background, volume, work)),
            out var result))
        {
            review(result);
            WriteObject(result);
        }
    }

    /// <summary>Does work on a volume while the progress bar names it.</summary>
    private protected static void WithStatus(BackgroundWork background, Volume volume, Action work) =>
        WithStatus(background, volume, () => { work(); return true; });

    /// <summary>Does work on a volume while the progress bar names it.</summary>
    private protected static TResult WithStatus<TResult>(BackgroundWork background, Volume volume, Func<TResult> work)
    {
        using var pulse = new Timer(_ => background.ReportProgress(volume.Name), null, TimeSpan.Zero,
            TimeSpan.FromMilliseconds(500));
        return work();
    }
}
