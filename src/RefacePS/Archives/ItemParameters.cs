using RefacePS.Files.Dicom.Writing;

namespace RefacePS.Archives;

/// <summary>Everything that decides what comes of an item, other than its content.</summary>
internal sealed class ItemParameters(ArchiveOptions options, IScanProtector protector)
{
    private string? dicom;

    /// <summary>The way in which DICOM series are written, and a mark of the key that they get new UIDs with.</summary>
    private string Dicom => dicom ??= FormattableString.Invariant(
        $"; DICOM {options.Dicom.Profile}; {options.Dicom.Retain}; {(options.Dicom.KeepUid ? "UIDs kept; " : "")}key ")
        + SecretKey.Of(options.Dicom).Fingerprint;

    /// <summary>The parameters of an item, as the ledger has them.</summary>
    public string Of(ArchiveItem item) => item.Treatment is Treatment.Copy or Treatment.Withhold
        ? FileCleaning.Parameters(options)
        : $"{protector.Parameters(item.Treatment)}{(item.IsDicom ? Dicom : "")}; {FileCleaning.Version}";
}
