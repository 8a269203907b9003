using System.Diagnostics;
using RefacePS.Atlases;
using RefacePS.Bench.Performance;
using RefacePS.Morphometry;
using RefacePS.Privacy;
using RefacePS.Refacing;
using RefacePS.Refacing.Models;
using static TorchSharp.torch;

namespace RefacePS.Bench.RefaceComparison;

/// <summary>One model with the scores of all its faces.</summary>
internal sealed class ComparedModel(RefaceModel model, HeadAtlas atlas, BrainMeasurer measurer)
{
    private const int TimedRounds = 5;
    private readonly Refacer refacer =
        new(atlas, model.LoadFaces(atlas, CPU), model.Card.Label, CPU);

    public string Name => model.Card.Name;

    public List<ImageScore> Images { get; } = [];

    public List<SeamScore> Seams { get; } = [];

    public List<StepScore> Steps { get; } = [];

    public List<AirScore> Airs { get; } = [];

    public List<BiometricSample> Faces { get; } = [];

    public BrainEffect Brains { get; } = new();

    /// <summary>Seconds of each timed round.</summary>
    public List<double> Seconds { get; } = [];

    /// <summary>Most memory that the process held while it refaced, MiB.</summary>
    public double PeakMebibytes { get; private set; }

    public void Measure(Volume original, BrainVolumes brain, Volume defaced, string name, FaceGallery gallery)
    {
        var refaced = refacer.Reface(defaced);
        using var scan = new ComparedScan(original, refaced, atlas);
        Images.Add(ImageScore.Measure(scan));
        Seams.Add(SeamScore.Measure(scan));
        Steps.Add(StepScore.Measure(scan));
        Airs.Add(AirScore.Measure(scan, atlas));
        Faces.Add(gallery.Look(refaced, name, Name));
        Brains.Add(brain, measurer.Measure(refaced).Volumes);
    }

    public void Time(Volume defaced)
    {
        refacer.Reface(defaced);
        GC.Collect();
        PeakMemory.Reset();
        for (var round = 0; round < TimedRounds; round++)
        {
            var clock = Stopwatch.StartNew();
            refacer.Reface(defaced);
            Seconds.Add(clock.Elapsed.TotalSeconds);
        }

        PeakMebibytes = PeakMemory.Read();
    }
}
