using System.Management.Automation;
using RefacePS.Resources;

namespace RefacePS.Cmdlets;

/// <summary>A cmdlet that finds heads in files with a head atlas.</summary>
public abstract class HeadFileCmdlet : ComputingFileCmdlet
{
    /// <summary>Folder of a head atlas that New-HeadAtlas made; the one that ships by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Atlas { get; set; }

    /// <summary>The folder that is meant by <see cref="Atlas"/>.</summary>
    private protected string AtlasFolder { get; private set; } = ModuleFolders.HeadAtlas;

    /// <summary>Finds the head atlas; the command ends where its path means none.</summary>
    protected override void BeginProcessing() => AtlasFolder = AtlasFolderOf(Atlas);
}
