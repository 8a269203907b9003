using System.Globalization;
using RefacePS.Refacing.Networks;
using RefacePS.Weights;

namespace RefacePS.Refacing.Training;

/// <summary>The files of a training: where each is, and what its rows say.</summary>
internal sealed class TrainingFolder
{
    private const string LossHeader = "step,epoch,D_real,D_fake,G_GAN,G_L1";
    private const string ScoreHeader = "step,epoch,removed_region_L1";
    private readonly string path;

    /// <summary>Names the folder; <see cref="Create"/> makes it.</summary>
    public TrainingFolder(string path) => this.path = path;

    /// <summary>The state to resume from.</summary>
    public string Checkpoint => Path.Combine(path, "checkpoint.safetensors");

    /// <summary>The averaged generator as of the last whole epoch.</summary>
    public string Generator => Path.Combine(path, "generator.safetensors");

    private string Losses => Path.Combine(path, "losses.csv");

    private string Samples => Path.Combine(path, "samples");

    /// <summary>Refuses a work folder that holds a training, which a new one would write over.</summary>
    /// <exception cref="Files.VolumeFileException">It does (<c>DestinationExists</c>).</exception>
    public static void RequireUnused(string workFolder) =>
        WorkFolder.RequireUnused(new TrainingFolder(workFolder).Checkpoint);

    /// <summary>Makes the folder.</summary>
    /// <inheritdoc cref="WorkFolder.Create" path="/exception"/>
    public void Create() => WorkFolder.Create(Samples);

    /// <summary>The picture of an epoch.</summary>
    public string SampleSheet(int epoch) =>
        Path.Combine(Samples, string.Create(CultureInfo.InvariantCulture, $"epoch-{epoch:000}.png"));

    /// <summary>Opens the losses, a row a step, and forgets rows after <paramref name="lastStep"/>.</summary>
    public CsvLog OpenLosses(long lastStep) => new(Losses, LossHeader, lastStep);

    /// <summary>Opens the validation scores, a row an epoch, and forgets rows after
    /// <paramref name="lastStep"/>.</summary>
    public CsvLog OpenScores(long lastStep) => new(Path.Combine(path, "validation.csv"), ScoreHeader, lastStep);

    /// <summary>Means of the losses over an epoch, counted from 1.</summary>
    public StepLosses MeanLosses(int epoch)
    {
        var rows = File.ReadLines(Losses).Skip(1).Select(row => row.Split(','))
            .Where(row => int.Parse(row[1], CultureInfo.InvariantCulture) == epoch).ToArray();
        float Mean(int column) => rows.Average(row => float.Parse(row[column], CultureInfo.InvariantCulture));
        return new StepLosses(Mean(2), Mean(3), Mean(4), Mean(5));
    }

    /// <summary>Writes the weights of a generator.</summary>
    public void SaveGenerator(UnetGenerator generator) =>
        new SafeTensorsFile(
            NetworkWeights.Export(generator, SafeTensorType.F32), new Dictionary<string, string>()).Write(Generator);
}
