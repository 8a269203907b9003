namespace RefacePS.Refacing;

/// <summary>A volume from which no face was removed, so that there is no place for an artificial one.</summary>
/// <param name="name">The volume's name.</param>
public sealed class NothingRemovedException(string name) : RefacePSException(
    "NothingRemoved",
    $"No removed face was found in '{name}': no block of constant voxels lies where its face should be. Remove the "
        + $"face first with Invoke-Deface.");
