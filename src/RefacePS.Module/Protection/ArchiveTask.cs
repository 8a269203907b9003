using System.Globalization;
using RefacePS.Archives;
using RefacePS.Archives.Slurm;
using RefacePS.Atlases;
using RefacePS.Compute;
using RefacePS.Refacing;

namespace RefacePS.Protection;

/// <summary>
/// The work of a task of an array job, run by the script <c>ArchiveTask.ps1</c> that ships with the module. It is no
/// command: it makes sense for nobody but the job.
/// </summary>
public static class ArchiveTask
{
    private const string NoModel = "none";

    /// <summary>The arguments of the script, but for the last, which the job adds.</summary>
    internal static string[] Arguments(ProtectorSettings settings) =>
    [
        settings.Region.ToString(), settings.AtlasFolder, settings.Model?.Folder ?? NoModel, settings.Device.ToString(),
        settings.Workers.ToString(CultureInfo.InvariantCulture),
    ];

    /// <summary>Works on the task's share. What happens is told on the console, which is the task's log.</summary>
    /// <param name="region">What to remove.</param>
    /// <param name="atlas">Full path of the head atlas.</param>
    /// <param name="model">Full path of the model, or <c>none</c>.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="workers">Sessions at once.</param>
    /// <param name="job">Full path of the folder of the job.</param>
    public static void Run(string region, string atlas, string model, string device, int workers, string job)
    {
        var settings = new ProtectorSettings(
            Enum.Parse<DefaceRegion>(region), atlas, HeadAtlas.IdentityOf(atlas), model == NoModel ? null
            : ModelKinds.Open(model), ComputeDevice.Parse(device), workers);
        using var protector = settings.Create(Console.Out.WriteLine);
        SlurmTask.Run(job, protector, new Log());
    }

    private sealed class Log : IArchiveObserver
    {
        public void Advanced(ArchiveProgress progress) => Console.Out.WriteLine(ArchiveReport.Describe(progress));

        public void Failed(string path, Exception cause) => Console.Error.WriteLine(cause.Message);

        public void HeldBack(ArchiveScan scan) => Console.Error.WriteLine(ArchiveReport.Describe(scan));

        public void Noticed(string path, string notice) =>
            Console.Error.WriteLine(ArchiveReport.Describe(path, notice));
    }
}
