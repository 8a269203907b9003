using RefacePS.Archives;
using RefacePS.Compute;
using RefacePS.Refacing;
using RefacePS.Refacing.Models;
using RefacePS.Resources;

namespace RefacePS.Protection;

/// <summary>With what the faces of an archive are taken off; nothing of it is loaded before the first scan needs
/// it.</summary>
/// <param name="Region">What to remove.</param>
/// <param name="AtlasFolder">Full path of the head atlas.</param>
/// <param name="AtlasIdentity">Its name and version, and the hash of its files.</param>
/// <param name="Model">The model; null where none is used.</param>
/// <param name="Device">Where to compute.</param>
/// <param name="Workers">Sessions at once.</param>
internal sealed record ProtectorSettings(DefaceRegion Region, string AtlasFolder, string AtlasIdentity,
    RefaceModel? Model, ComputeDevice Device, int Workers)
{
    /// <summary>The tool that takes faces off.</summary>
    /// <param name="say">Hears what is decided.</param>
    public HeadProtector Create(Action<string> say) => new(
        () => Load(say), Region, AtlasIdentity, Model?.Identity(), Workers);

    private ProtectorParts Load(Action<string> say)
    {
        var device = Device.Resolve();
        say(MessageText.Format(Messages.ComputingOn, device));
        var atlas = ResourceCache.Atlas(AtlasFolder, device);
        if (Model is null)
        {
            return new(atlas, null, device);
        }

        say(MessageText.Format(Messages.UsingModel, Model.Card.Name, Model.Card.Version));
        var refacer = new Refacer(atlas, ResourceCache.Faces(Model, AtlasFolder, device), Model.Card.Label, device)
        {
            ModelHash = Model.ContentHash(),
        };
        return new(atlas, refacer, device);
    }
}
