namespace RefacePS.Privacy;

/// <summary>A face and whose it is.</summary>
internal sealed record LookedUpFace(FaceIdentity Identity, MeasuredFace Measured);
