namespace RefacePS.Morphometry;

/// <summary>A brain atlas that cannot be used.</summary>
/// <param name="folder">Its folder.</param>
/// <param name="reason">What is wrong, without a full stop.</param>
public sealed class BrainAtlasException(string folder, string reason)
    : RefacePSException("BrainAtlasInvalid",
        $"'{folder}' is not a brain atlas: {reason}. Make it again with New-BrainAtlas, or use the one that ships.");
