namespace RefacePS.Comparing.Reports;

/// <summary>One picture of a scan, or why there is none.</summary>
/// <param name="Source">A data address of the picture; null where there is none.</param>
/// <param name="Note">Why there is none; null where there is one.</param>
internal sealed record ScanView(string? Source, string? Note)
{
    public static ScanView Png(byte[] file) => new($"data:image/png;base64,{Convert.ToBase64String(file)}", null);

    public static ScanView Jpeg(byte[] file) => new($"data:image/jpeg;base64,{Convert.ToBase64String(file)}", null);

    public static ScanView None(string why) => new(null, why);
}
