using RefacePS.Protection;

namespace RefacePS.Resources;

/// <summary>The folders that ship beside the cmdlets, wherever the module is installed.</summary>
internal static class ModuleFolders
{
    /// <summary>The folder that is imported; the cmdlets are in its <c>lib</c>.</summary>
    private static readonly string Module = Path.GetDirectoryName(
        Path.GetDirectoryName(typeof(ModuleFolders).Assembly.Location))!;

    /// <summary>The script that tasks of a cluster run.</summary>
    public static string TaskScript { get; } = Path.Combine(Module, "ArchiveTask.ps1");

    /// <summary>Folders of models, each with a card.</summary>
    public static string Models { get; } = Path.Combine(Module, "models");

    /// <summary>The head atlas.</summary>
    public static string HeadAtlas { get; } = Path.Combine(Models, "head-atlas");

    /// <summary>The brain atlas.</summary>
    public static string BrainAtlas { get; } = Path.Combine(Models, "brain-atlas");
}
