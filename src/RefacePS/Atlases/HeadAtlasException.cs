namespace RefacePS.Atlases;

/// <summary>A head atlas that cannot be used.</summary>
public sealed class HeadAtlasException(string message) : RefacePSException("HeadAtlasInvalid", message);
