using System.Management.Automation;
using RefacePS.Cmdlets;
using RefacePS.Completion;
using RefacePS.Refacing;
using RefacePS.Refacing.Models;
using RefacePS.Resources;

namespace RefacePS.Commands;

/// <summary>Grows an artificial face where a face was removed.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Reface")]
[OutputType(typeof(Volume))]
public sealed class InvokeRefaceCommand : HeadCmdlet
{
    private Refacer? refacer;

    /// <summary>Name of an installed model (see Get-RefaceModel), or the folder of one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public string Model { get; set; } = ModelStore.Default;

    /// <summary>Chooses among the faces that a scan can get: the same scan and seed give the same one.</summary>
    [Parameter]
    public int Seed { get; set; }

    /// <summary>Give the network's own output, kept tissue too, for Merge-Volume. Its brain is not the
    /// scan's.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        refacer = RunOrEnd(Model, LoadRefacer);
    }

    /// <inheritdoc/>
    protected override void Process(Volume volume) => Transform(
        volume, Messages.Refacing,
        () => Raw ? refacer!.Generate(volume, StopToken) : refacer!.Reface(volume, StopToken),
        refaced => WriteVerbose(Text(Messages.VolumeRefaced, refaced.Name, refaced.Model, refaced.FaceMask)));

    private Refacer LoadRefacer()
    {
        var model = NamedModel.Open(SessionState.Path, Model);
        WriteVerbose(Text(Messages.UsingModel, model.Card.Name, model.Card.Version));
        return new Refacer(HeadAtlas, ResourceCache.Faces(model, AtlasFolder, ComputeDevice),
            model.Card.Label, ComputeDevice) { Seed = Seed, ModelHash = model.ContentHash() };
    }
}
