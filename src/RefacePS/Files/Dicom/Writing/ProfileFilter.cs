using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using RefacePS.Deidentification;

namespace RefacePS.Files.Dicom.Writing;

/// <summary>Applies the confidentiality profile to data sets, at any depth (DICOM PS3.15, annex E).</summary>
internal sealed class ProfileFilter
{
    private const string NobodysDate = "19000101";
    private const int LongestMoment = 26;

    private static readonly SearchValues<char> Moment = SearchValues.Create("0123456789.+-");

    /// <summary>
    /// Private elements without which a volume would be another, none of which can name a person (PS3.15, Table
    /// E.3.10-1, and the layout of Siemens mosaics): creator, group and elements of its block.
    /// </summary>
    private static readonly (string Creator, ushort Group, Dictionary<byte, string> Elements)[] SafePrivate =
    [
        ("Philips MR Imaging DD 001", 0x2005, new() { [0x0D] = "FL", [0x0E] = "FL" }),
        ("Philips Imaging DD 001", 0x2001, new() { [0x03] = "FL", [0x1B] = "FL" }),
        ("SIEMENS MR HEADER", 0x0019, new()
        {
            [0x0A] = "US", [0x0B] = "DS", [0x0C] = "IS", [0x0D] = "CS", [0x0E] = "FD", [0x27] = "FD", [0x28] = "FD",
            [0x29] = "FD",
        }),
        ("GEMS_PARM_01", 0x0043, new() { [0x27] = "SH", [0x39] = "IS" }),
        (PixelMark.Creator, PixelMark.Group, PixelMark.Elements.ToDictionary(element => element, _ => "LO")),
    ];

    /// <summary>Attributes of UIDs that tell kinds of things and not things: classes, syntaxes, coding
    /// schemes.</summary>
    private static readonly FrozenSet<uint> UidsOfKinds = FrozenSet.ToFrozenSet<uint>(
    [
        DicomTags.SopClassUid, 0x0008001A, 0x0008001B, 0x00080062, 0x0008010C, 0x0008010D, 0x00080117, 0x00080118,
        0x0008040E, 0x00081150, 0x0008115A, 0x00083002, 0x00340003, 0x04000010, 0x04000510, 0x30100052, 0x30100053,
    ]);

    /// <summary>The header of Siemens that says how a mosaic is laid out.</summary>
    private const byte MosaicElement = 0x10;

    private readonly ProfileOptions options;
    private readonly SecretKey key;
    private readonly string patient;
    private readonly UnnamedValues unnamed = new(Encoding.Latin1, FrozenSet<string>.Empty);

    /// <summary>A filter for the files of a patient.</summary>
    public ProfileFilter(DicomRetention retain, SecretKey key, string patient)
    {
        (this.key, this.patient) = (key, patient);
        options = (retain.HasFlag(DicomRetention.Uid) ? ProfileOptions.RetainUids : 0)
            | (retain.HasFlag(DicomRetention.Dates) ? ProfileOptions.RetainLongitudinalModifiedDates : 0)
            | (retain.HasFlag(DicomRetention.Device) ? ProfileOptions.RetainDeviceIdentity : 0)
            | (retain.HasFlag(DicomRetention.Patient) ? ProfileOptions.RetainPatientCharacteristics : 0)
            | (retain.HasFlag(DicomRetention.Descriptions) ? ProfileOptions.CleanDescriptors : 0);
    }

    /// <summary>The same filter for the texts of one file.</summary>
    private ProfileFilter(ProfileFilter filter, UnnamedValues unnamed) =>
        (options, key, patient, this.unnamed) = (filter.options, filter.key, filter.patient, unnamed);

    /// <summary>The data set of a file without what identifies.</summary>
    public DicomDataset Apply(DicomDataset dataset) =>
        new ProfileFilter(this, UnnamedValues.Of(dataset)).ApplyAtDepth(dataset);

    private DicomDataset ApplyAtDepth(DicomDataset dataset)
    {
        var keptPrivate = KeptPrivate(dataset);
        return dataset.Transform(element => element.Tag.IsPrivate ? keptPrivate.GetValueOrDefault(element)
            : ConfidentialityProfile.Find(element.Tag.Number) is { } row ? Apply(element, row)
            : unnamed.Of(element) is { } kept ? Unnamed(kept) : null);
    }

    /// <summary>The profile leaves some UIDs out that tell one thing from another as well as those that it
    /// names.</summary>
    private DicomElement Unnamed(DicomElement element) =>
        DataElements.RepresentationOf(element.Tag.Number) == "UI" && !options.HasFlag(ProfileOptions.RetainUids)
            && !UidsOfKinds.Contains(element.Tag.Number) ? WithNewUids(element) : WithItems(element);

    private DicomElement? Apply(DicomElement element, ConfidentialAttribute row)
    {
        switch (row.Action(options))
        {
            case ProfileAction.None or ProfileAction.Keep:
                return Kept(element);
            case ProfileAction.Clean:
                return Clean(element, row);
            case ProfileAction.Remove:
                return null;
            case ProfileAction.ReplaceUid:
                return WithNewUids(element);
            case ProfileAction.RemoveOrEmptyOrReplaceUids when element.Items is not null:
                return WithItems(element);
            case ProfileAction.Empty or ProfileAction.RemoveOrEmpty or ProfileAction.RemoveOrEmptyOrReplaceUids:
                return IsPatient(element) ? WithText(element, key.Pseudonym(patient)) : Emptied(element);
            default:
                return IsPatient(element) ? WithText(element, key.Pseudonym(patient)) : WithDummy(element, row);
        }
    }

    /// <summary>Dates go back, times of day and descriptions stay; what else would need cleaning is treated as by the
    /// profile alone.</summary>
    private DicomElement? Clean(DicomElement element, ConfidentialAttribute row)
    {
        var isMoment = row.Options.ContainsKey(ProfileOptions.RetainLongitudinalModifiedDates);
        if (isMoment && options.HasFlag(ProfileOptions.RetainLongitudinalModifiedDates))
        {
            return Shifted(element, row);
        }

        return row.Options.ContainsKey(ProfileOptions.CleanDescriptors)
            && options.HasFlag(ProfileOptions.CleanDescriptors)
            ? Kept(element)
            : Apply(element, row with { Options = new Dictionary<ProfileOptions, ProfileAction>() });
    }

    /// <summary>The element that an option leaves, as far as it is what it is called.</summary>
    private DicomElement? Kept(DicomElement element) =>
        unnamed.OfForm(element) is { } kept ? WithItems(kept) : null;

    private DicomElement WithItems(DicomElement element)
    {
        if (element.Items is null)
        {
            return element;
        }

        var items = element.Items.Select(item => item.With(ApplyAtDepth(item.Dataset))).ToList();
        return items.SequenceEqual(element.Items) ? element : element.WithItems(items);
    }

    private DicomElement WithNewUids(DicomElement element) => element.Items is not null ? WithItems(element)
        : WithText(
            element, string.Join('\\', Text(element).Split('\\').Select(uid => key.NewUid(uid.Trim(' ', '\0')))),
            DicomVr.UI);

    private DicomElement? Shifted(DicomElement element, ConfidentialAttribute row)
    {
        if (element.Items is not null)
        {
            return WithItems(element);
        }

        return KindOf(element, row) == "TM" ? Kept(element)
            : WithText(element, string.Join('\\', Text(element).Split('\\').Select(Shifted)));
    }

    private string Shifted(string moment)
    {
        var text = moment.Trim(' ', '\0');
        return text.Length == 0 ? text
            : text.Length >= 8 && text.Length <= LongestMoment && !text.AsSpan().ContainsAnyExcept(Moment)
                && DateTime.TryParseExact(
                text[..8], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                    && date.Year > 11
            ? date.AddDays(-key.DaysBack(patient)).ToString("yyyyMMdd", CultureInfo.InvariantCulture) + text[8..]
            : NobodysDate;
    }

    private static bool IsPatient(DicomElement element) =>
        element.Tag.Number is DicomTags.PatientName or DicomTags.PatientId;

    /// <summary>Of sequences one alone may be empty and not missing; the others may be missing and not empty.</summary>
    private static DicomElement? Emptied(DicomElement element) =>
        element.Items is null && element.Vr != DicomVr.SQ ? WithText(element, "")
        : element.Tag.Number == DicomTags.AcquisitionContextSequence ? element.WithItems([])
        : null;

    private static DicomElement? WithDummy(DicomElement element, ConfidentialAttribute row) =>
        KindOf(element, row) switch
    {
        "SQ" => Emptied(element),
        _ when element.Items is not null => Emptied(element),
        "DA" => WithText(element, NobodysDate),
        "DT" => WithText(element, NobodysDate + "000000"),
        "TM" => WithText(element, "000000"),
        "IS" or "DS" => WithText(element, "0"),
        "AS" => WithText(element, "000Y"),
        "US" or "SS" or "UL" or "SL" or "UV" or "SV" or "FL" or "FD" or "AT" or "OB" or "OW" or "OL" or "OV" or "OF"
            or "OD" or "UN" => DicomElement.Create(
                element.Tag, element.Vr, element.Encoding, new byte[element.Value.Length]),
        _ => WithText(element, "ANONYMIZED"),
    };

    /// <summary>The representation of a value: as the file says, or by the words that keywords end with.</summary>
    private static string KindOf(DicomElement element, ConfidentialAttribute row) => element.Vr.IsUnknown
        ? row.Keyword switch
        {
            var name when name.EndsWith("DateTime", StringComparison.Ordinal) => "DT",
            var name when name.EndsWith("Date", StringComparison.Ordinal) => "DA",
            var name when name.EndsWith("Time", StringComparison.Ordinal) => "TM",
            var name when name.EndsWith("Sequence", StringComparison.Ordinal) => "SQ",
            _ => "LO",
        }
        : element.Vr.ToString();

    private static string Text(DicomElement element) => Encoding.ASCII.GetString(element.Value.Span);

    private static DicomElement WithText(DicomElement element, string text) =>
        WithText(element, text, element.Vr == DicomVr.Unsaid ? DicomVr.LO : element.Vr);

    /// <param name="element">The element.</param>
    /// <param name="text">Its new text.</param>
    /// <param name="vr">How the text is filled up, where the file does not say.</param>
    private static DicomElement WithText(DicomElement element, string text, DicomVr vr) => DicomElement.Create(
        element.Tag, element.Vr == DicomVr.Unsaid ? vr : element.Vr, element.Encoding, Encoding.ASCII.GetBytes(text));

    /// <summary>The private elements that stay, each with what becomes of it.</summary>
    private Dictionary<DicomElement, DicomElement?> KeptPrivate(DicomDataset dataset)
    {
        var kept = new Dictionary<DicomElement, DicomElement?>();
        var isMosaic = SiemensMosaic.Find(dataset) is not null;
        foreach (var creator in dataset.Elements.Where(element => element.Tag.IsPrivateCreator))
        {
            var name = Text(creator).Trim(' ', '\0');
            var group = creator.Tag.Group;
            var safe = Array.Find(SafePrivate, known => known.Creator == name && known.Group == group).Elements ?? [];
            foreach (var element in dataset.Elements.Where(
                element => element.Tag.Group == group && element.Tag.Element >> 8 == creator.Tag.Element))
            {
                var kind = (byte)element.Tag.Element;
                var value = safe.TryGetValue(kind, out var vr) ? unnamed.Of(element, vr)
                    : isMosaic && group == 0x0029 && name == "SIEMENS CSA HEADER" && kind == MosaicElement
                    ? WithMosaicAlone(element) : null;
                if (value is not null)
                {
                    kept[element] = value;
                    kept[creator] = DicomElement.Create(
                        creator.Tag, creator.Vr, creator.Encoding, Encoding.ASCII.GetBytes(name));
                }
            }
        }

        return kept;
    }

    private static DicomElement WithMosaicAlone(DicomElement element) => DicomElement.Create(
        element.Tag, element.Vr, element.Encoding, MosaicHeader.Cleaned(element.Value.Span));
}
