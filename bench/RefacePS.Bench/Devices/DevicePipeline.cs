using RefacePS.Atlases;
using RefacePS.Bench.Performance;
using RefacePS.Defacing;
using RefacePS.Morphometry;
using RefacePS.Refacing;
using TorchSharp;

namespace RefacePS.Bench.Devices;

/// <summary>Deface, reface and measure on one device.</summary>
internal sealed class DevicePipeline : IDisposable
{
    private readonly torch.Device device;
    private readonly HeadAtlas atlas;
    private readonly BrainAtlas brains;
    private readonly Refacer refacer;
    private readonly BrainMeasurer measurer;

    /// <summary>Loads everything.</summary>
    /// <param name="device">Where to compute.</param>
    /// <param name="modelName">The model that refaces.</param>
    public DevicePipeline(torch.Device device, string modelName)
    {
        this.device = device;
        atlas = HeadAtlas.Load(BuiltProject.HeadAtlas, device);
        brains = BrainAtlas.Load(BuiltProject.BrainAtlas, device);
        var faces = new ModelStore(BuiltProject.Models).Open(modelName).LoadFaces(atlas, device);
        refacer = new Refacer(atlas, faces, modelName, device);
        measurer = new BrainMeasurer(atlas, brains, device);
    }

    /// <summary>Runs a scan through all steps, and takes their times.</summary>
    public DeviceResult Run(Volume scan, StepClock clock)
    {
        var defaced = clock.Time("Invoke-Deface", () => new Defacer(atlas, device).Deface(scan));
        var refaced = clock.Time("Invoke-Reface", () => refacer.Reface(defaced));
        var measured = clock.Time("Measure-BrainVolume", () => measurer.Measure(scan));
        return new DeviceResult(defaced.FaceMask!, refaced, measured.Volumes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        brains.Dispose();
        atlas.Dispose();
    }
}
