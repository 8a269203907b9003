namespace RefacePS.Atlases;

/// <summary>A head atlas that cannot be used.</summary>
public sealed class HeadAtlasException(string message) : RefacePSException("HeadAtlasInvalid", message)
{
    /// <summary>The fault of a folder that is no atlas, for it lacks a file of one.</summary>
    internal static HeadAtlasException Lacking(string folder, string file) => new(
        $"'{folder}' is not a head atlas: {AtlasCard.LackOf(folder, file)}. Name the folder of one, or leave it out "
            + "for the one that ships.");
}
