using System.Management.Automation;
using RefacePS.Cmdlets;
using RefacePS.Morphometry;
using RefacePS.Paths;
using RefacePS.Resources;

namespace RefacePS.Commands;

/// <summary>Measures the volumes of brain regions in scans of whole heads, with a face, without or with an artificial
/// one.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "BrainVolume", SupportsShouldProcess = true)]
[OutputType(typeof(BrainVolumes))]
public sealed class MeasureBrainVolumeCommand : HeadCmdlet
{
    /// <summary>Share of the cavity in the field of view below which a person should know.</summary>
    private const double EnoughInView = 0.995;

    private readonly ClaimedFiles written = new();
    private string brainAtlasFolder = ModuleFolders.BrainAtlas;
    private string? labelDestination;

    /// <summary>Folder of a brain atlas that New-BrainAtlas made; the one that ships by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BrainAtlas { get; set; }

    /// <summary>Write label maps too: a folder, made where there is none; or for a single volume a file, by its NIfTI
    /// extension.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LabelPath { get; set; }

    /// <summary>Replace label maps that are there already.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private BrainAtlas Brains => ResourceCache.BrainAtlas(brainAtlasFolder, ComputeDevice);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        brainAtlasFolder = BrainAtlas is { } path ? FullPath(path) : brainAtlasFolder;
        labelDestination = LabelPath is { } labels ? FullPath(labels) : null;
        RunOrEnd(brainAtlasFolder, () => Brains);
    }

    /// <inheritdoc/>
    protected override void Process(Volume volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        if (volume.FrameCount > 1)
        {
            WriteWarning(Text(Messages.FirstFrameMeasured, volume.Name, volume.FrameCount));
        }

        LabelMapExport? export = null;
        if (labelDestination is { } labels && !TryRun(volume, () => Plan(volume, labels), out export))
        {
            return;
        }

        if (export is not null && !ShouldProcess(export.Image, Messages.WriteLabelMap))
        {
            export = null;
        }

        Transform(volume, Messages.MeasuringBrains, () => Measure(volume, export), Review);
    }

    // What would be refused is refused under -WhatIf, and before a person is asked.
    private LabelMapExport Plan(Volume volume, string destination)
    {
        var export = LabelMapExport.Plan(volume, destination);
        written.RequireUnclaimed([export.Image]);
        export.RequireFree(Force);
        return export;
    }

    private BrainVolumes Measure(Volume volume, LabelMapExport? export)
    {
        var measurement = new BrainMeasurer(HeadAtlas, Brains, ComputeDevice)
            .Measure(volume, withLabels: export is not null, StopToken);
        if (export is null)
        {
            return measurement.Volumes;
        }

        written.Claim([export.Image]);
        export.Write(measurement.Labels!.Value, Force, StopToken);
        return measurement.Volumes with { LabelPath = export.Image };
    }

    private void Review(BrainVolumes volumes)
    {
        WriteVerbose(
            Text(Messages.BrainMeasured, volumes.Path ?? volumes.Subject, volumes.RegistrationScore,
                volumes.TotalIntracranial));
        if (volumes.Quality == MeasurementQuality.Doubtful)
        {
            WriteWarning(Text(
                Messages.DoubtfulMeasurement, volumes.Path ?? volumes.Subject, volumes.QualityReasons));
        }

        if (volumes.CavityInView < EnoughInView)
        {
            WriteWarning(Text(Messages.CavityCut, volumes.Path ?? volumes.Subject, volumes.CavityInView));
        }
    }
}
