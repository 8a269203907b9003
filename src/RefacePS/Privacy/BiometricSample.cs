namespace RefacePS.Privacy;

/// <summary>A face and whose it is.</summary>
internal sealed record BiometricSample(FaceIdentity Identity, MeasuredFace Measured);
