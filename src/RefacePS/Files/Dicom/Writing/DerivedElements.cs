using System.Text;
using RefacePS.Deidentification;

namespace RefacePS.Files.Dicom.Writing;

/// <summary>Changes the elements of files whose pixels were changed: what they are, whose they are, and what else shows
/// a face.</summary>
internal sealed class DerivedElements
{
    private const int MostCharacters = 64;

    /// <summary>Private values from this size on may be a picture: a head of 24 x 24 pixels shows no face.</summary>
    private const int PreviewBytes = 24 * 24;

    /// <summary>First bytes of JPEG, JPEG 2000, PNG, GIF and TIFF.</summary>
    private static readonly byte[][] PictureStarts =
    [
        [0xFF, 0xD8, 0xFF], [0xFF, 0x4F, 0xFF, 0x51], [0, 0, 0, 12, 0x6A, 0x50],
        [0x89, (byte)'P', (byte)'N', (byte)'G'], "GIF8"u8.ToArray(), "II*\0"u8.ToArray(), "MM\0*"u8.ToArray(),
    ];

    /// <summary>Names this program in file meta information that it wrote (PS3.10, 7.1).</summary>
    private const string ImplementationUid = "2.25.223781563017449817352206017361942117913";

    private readonly IReadOnlyList<Volume> volumes;
    private readonly DicomWriteOptions options;
    private readonly SecretKey key;
    private readonly HashSet<string> ownUids;
    private readonly ProfileFilter? filter;
    private readonly string patient;
    private readonly bool isDerived;

    /// <param name="volumes">The volumes that lie in the files.</param>
    /// <param name="options">What may be kept.</param>
    public DerivedElements(IReadOnlyList<Volume> volumes, DicomWriteOptions options)
    {
        (this.volumes, this.options) = (volumes, options);
        key = SecretKey.Of(options);
        var origins = volumes.Select(volume => (DicomOrigin)volume.Origin!).ToList();
        var planes = origins.SelectMany(origin => origin.Stack.Slices).SelectMany(slice => slice).ToList();
        ownUids = [.. planes.Select(plane => plane.InstanceUid), .. planes.Select(plane => plane.SeriesUid)];
        patient = origins[0].PatientId;
        isDerived = volumes.Any(volume => volume.Kind != VolumeKind.Original);
        filter = options.Profile == DicomProfile.Basic ? new(options.Retain, key, patient) : null;
    }

    /// <summary>True if what lies beside the pixels goes, overlays in unused bits and what follows the last one: it may
    /// show the face, and name people.</summary>
    public bool KeepsPixelsAlone => isDerived || filter is not null;

    /// <summary>A name of a volume that is made of the pseudonym and numbers alone.</summary>
    public string NameWithoutPerson(DicomOrigin origin)
    {
        var run = origin.ImageName.IndexOf("_run-", StringComparison.Ordinal);
        var start = run >= 0 ? run : origin.ImageName.LastIndexOf('_');
        return $"sub-{key.Pseudonym(patient)}_{origin.ImageName[(start + 1)..]}";
    }

    /// <summary>The file with other pixels and what follows from that.</summary>
    public DicomFile Change(DicomFile file, ReplacedPixels pixels)
    {
        var syntax = pixels.IsDecompressed ? TransferSyntax.ExplicitLittle : file.Syntax;
        var dataset = WithPixels(file.Dataset, pixels);
        if (isDerived)
        {
            dataset = WithoutPreviews(dataset);
            dataset = DerivedTypes.Set(dataset, pixels.ChangedFrames);
        }

        dataset = WithNewUids(filter?.Apply(dataset) ?? dataset);
        dataset = WithMethods(dataset);
        if (isDerived)
        {
            var made = volumes.MaxBy(volume => volume.Kind)!;
            dataset = new PixelMark(made.Kind, made.Model, pixels.Hash).WriteTo(dataset);
        }

        var meta = Meta(file, dataset, syntax);
        return filter is null ? file.With(dataset).With(meta, syntax) : file.With(dataset).With(meta, syntax)
            .WithoutMargins();
    }

    private DicomDataset WithPixels(DicomDataset dataset, ReplacedPixels pixels)
    {
        var old = dataset.Find(DicomTag.Of(DicomTags.PixelData))!;
        var hasRest = KeepsPixelsAlone && old.Value.Length > pixels.Length + 1;
        if (pixels.Cells is null && !hasRest)
        {
            return dataset;
        }

        var cells = pixels.Cells ?? old.Value[..pixels.Length];
        var vr = old.Vr == DicomVr.Unsaid || !pixels.IsDecompressed ? old.Vr == DicomVr.Unsaid ? DicomVr.OW : old.Vr
            : dataset.GetInteger(DicomTags.BitsAllocated) == 8 ? DicomVr.OB : DicomVr.OW;

        ReadOnlyMemory<byte> rest = pixels.IsDecompressed || KeepsPixelsAlone ? ReadOnlyMemory<byte>.Empty
            : old.Value[cells.Length..];
        dataset = dataset.With(DicomElement.Create(
            old.Tag, vr, dataset.Encoding, DicomElement.Concatenate([cells, rest])));
        foreach (var (tag, value) in (ReadOnlySpan<(uint, long)>)
            [(DicomTags.SmallestImagePixelValue, pixels.Smallest), (DicomTags.LargestImagePixelValue, pixels.Largest)])
        {
            if (dataset.Find(DicomTag.Of(tag)) is { Value.Length: 2 } element)
            {
                var bytes = new byte[2];
                element.Encoding.WriteUInt16(bytes, (ushort)value);
                dataset = dataset.With(DicomElement.Create(element.Tag, element.Vr, element.Encoding, bytes));
            }
        }

        return dataset.Transform(element => element.Tag.Number is DicomTags.SmallestPixelValueInSeries
            or DicomTags.LargestPixelValueInSeries
            || pixels.IsDecompressed && DicomTags.IsOffsetTable(element.Tag.Number) ? null : element);
    }

    /// <summary>Without overlays, curves, icons and what may be a picture in private or nested elements.</summary>
    private static DicomDataset WithoutPreviews(DicomDataset dataset, bool isNested = false) =>
        dataset.Transform(element =>
    {
        var isPicture = element.Tag.Number == DicomTags.IconImageSequence
            || element.Tag.Group >> 8 is 0x60 or 0x50
            || isNested && element.Tag.Group == 0x7FE0
            || element.Tag.IsPrivate && element.Items is null && MayBePicture(dataset, element);
        return isPicture ? null : element.Items is null ? element : Nested(element);
    });

    private static DicomElement Nested(DicomElement element)
    {
        var items = element.Items!.Select(item => item.With(WithoutPreviews(item.Dataset, isNested: true))).ToList();
        return items.SequenceEqual(element.Items!) ? element : element.WithItems(items);
    }

    /// <summary>
    /// Binary values of unknown content that may be a picture, by their size or by what pictures begin with. Not the
    /// headers of Siemens, which are lists of names and numbers, nor GE's protocol, which is compressed text behind its
    /// length.
    /// </summary>
    private static bool MayBePicture(DicomDataset dataset, DicomElement element)
    {
        if (element.Vr.ToString() is not ("OB" or "OW" or "OL" or "OF" or "UN" or ""))
        {
            return false;
        }

        if (Array.Exists(PictureStarts, start => element.Value.Span.StartsWith(start)))
        {
            return true;
        }

        var value = element.Value.Span;
        var creator = dataset.GetText(new DicomTag(element.Tag.Group, (ushort)(element.Tag.Element >> 8)).Number);
        return value.Length >= PreviewBytes && !value.StartsWith("SV10"u8)
            && !(creator == "GEMS_SERS_01" && value[4..].StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            && creator is not ("SIEMENS CSA HEADER" or "SIEMENS MR HEADER" or "SIEMENS MEDCOM HEADER");
    }

    /// <summary>New UIDs of images and series, and of what refers to them.</summary>
    private DicomDataset WithNewUids(DicomDataset dataset)
    {
        if (options.KeepUid ? filter is null : !isDerived && filter is null)
        {
            return dataset;
        }

        // The profile has put other UIDs everywhere; those that are kept are put back.
        var others = options.KeepUid ? ownUids.Where(SecretKey.IsUid).ToDictionary(key.NewUid)
            : ownUids.ToDictionary(uid => uid, key.NewUid);
        return WithUids(dataset, others);
    }

    private static DicomDataset WithUids(DicomDataset dataset, Dictionary<string, string> others) =>
        dataset.Transform(element =>
    {
        if (element.Items is not null)
        {
            var items = element.Items.Select(item => item.With(WithUids(item.Dataset, others))).ToList();
            return items.SequenceEqual(element.Items) ? element : element.WithItems(items);
        }

        return UidOf(element) is { } uid && others.TryGetValue(uid, out var other) ? WithUid(element, other) : element;
    });

    private static string? UidOf(DicomElement element) => element.Items is null && element.Fragments is null
        && (element.Vr == DicomVr.UI || element.Vr.IsUnknown) && element.Value.Length is > 0 and <= MostCharacters
        ? Encoding.ASCII.GetString(element.Value.Span).TrimEnd('\0', ' ') : null;

    private static DicomElement WithUid(DicomElement element, string uid) =>
        DicomElement.Create(element.Tag, element.Vr == DicomVr.Unsaid ? DicomVr.UI : element.Vr, element.Encoding,
            Encoding.ASCII.GetBytes(uid));

    /// <summary>The method of de-identification, in words and in codes (PS3.16, CID 7050).</summary>
    private DicomDataset WithMethods(DicomDataset dataset)
    {
        var texts = dataset.GetTexts(DicomTags.DeidentificationMethod).Where(text => text.Length > 0).ToList();
        var codes = new List<(string Value, string Scheme, string Meaning)>();
        if (isDerived)
        {
            texts.AddRange(volumes.Where(volume => volume.Kind != VolumeKind.Original).Select(Sidecar.MethodOf));
            codes.Add(("113102", "DCM", "Clean Recognizable Visual Features Option"));
        }

        if (volumes.Any(volume => volume.Kind is VolumeKind.Refaced or VolumeKind.Raw))
        {
            codes.Add(("REFACED", "99REFACEPS", "Face replaced by an artificial one"));
        }

        if (filter is not null)
        {
            texts.Add($"RefacePS {LibraryVersion.Text}: PS3.15 {ConfidentialityProfile.Edition} Basic Profile");
            codes.AddRange(ProfileCodes());
            dataset = dataset.With(Text(dataset, DicomTags.PatientIdentityRemoved, DicomVr.CS, "YES"));
            dataset = dataset.With(Text(
                dataset, DicomTags.LongitudinalTemporalInformationModified, DicomVr.CS,
                options.Retain.HasFlag(DicomRetention.Dates) ? "MODIFIED" : "REMOVED"));
        }

        if (codes.Count == 0)
        {
            return dataset;
        }

        var known = dataset.Find(DicomTag.Of(DicomTags.DeidentificationMethodCodeSequence))?.Items ?? [];
        var said = known.Select(item => item.Dataset.GetText(DicomTags.CodeValue)).ToHashSet();
        var added = codes.Where(code => !said.Contains(code.Value)).Select(code => Code(dataset.Encoding, code));
        dataset = dataset.With(Text(
            dataset, DicomTags.DeidentificationMethod, DicomVr.LO,
            string.Join('\\', texts.Distinct()
                .Select(text => text.Length > MostCharacters ? text[..MostCharacters].TrimEnd(' ', '(') : text))));
        return dataset.With(DicomElement.CreateSequence(
            DicomTag.Of(DicomTags.DeidentificationMethodCodeSequence), dataset.Encoding, [.. known, .. added]));
    }

    private IEnumerable<(string Value, string Scheme, string Meaning)> ProfileCodes()
    {
        yield return ("113100", "DCM", "Basic Application Confidentiality Profile");
        if (options.Retain.HasFlag(DicomRetention.Dates))
        {
            yield return ("113107", "DCM", "Retain Longitudinal Temporal Information Modified Dates Option");
        }

        if (options.Retain.HasFlag(DicomRetention.Patient))
        {
            yield return ("113108", "DCM", "Retain Patient Characteristics Option");
        }

        if (options.Retain.HasFlag(DicomRetention.Device))
        {
            yield return ("113109", "DCM", "Retain Device Identity Option");
        }

        if (options.Retain.HasFlag(DicomRetention.Uid))
        {
            yield return ("113110", "DCM", "Retain UIDs Option");
        }
    }

    private static DicomItem Code(DicomEncoding encoding, (string Value, string Scheme, string Meaning) code)
    {
        DicomElement Part(uint tag, DicomVr vr, string text) =>
            DicomElement.Create(DicomTag.Of(tag), vr, encoding, Encoding.ASCII.GetBytes(text));
        return DicomItem.Create(new(
            [
                Part(DicomTags.CodeValue, DicomVr.SH, code.Value),
                Part(DicomTags.CodingSchemeDesignator, DicomVr.SH, code.Scheme),
                Part(DicomTags.CodeMeaning, DicomVr.LO, code.Meaning),
            ],
            encoding));
    }

    private static DicomElement Text(DicomDataset dataset, uint tag, DicomVr vr, string text) =>
        DicomElement.Create(DicomTag.Of(tag), vr, dataset.Encoding, Encoding.Latin1.GetBytes(text));

    /// <summary>The file meta information with the UID and syntax of what follows it; none where the file has
    /// none.</summary>
    private DicomDataset? Meta(DicomFile file, DicomDataset dataset, TransferSyntax syntax)
    {
        if (file.Meta is not { } meta)
        {
            return null;
        }

        var instance = dataset.GetText(DicomTags.SopInstanceUid) ?? "";
        if (filter is not null)
        {
            return NewMeta(meta, dataset, instance, syntax);
        }

        if (meta.Find(DicomTag.Of(DicomTags.MediaStorageSopInstanceUid)) is { } uid && UidOf(uid) != instance)
        {
            meta = meta.With(WithUid(uid, instance));
        }

        if (syntax != file.Syntax)
        {
            meta = meta.With(Text(meta, DicomTags.TransferSyntaxUid, DicomVr.UI, syntax.Uid));
        }

        return meta;
    }

    /// <summary>Nothing of the old one but what a file must have: it may name stations, programs and much
    /// else.</summary>
    private static DicomDataset NewMeta(
        DicomDataset meta, DicomDataset dataset, string instance, TransferSyntax syntax)
    {
        DicomElement Uid(uint tag, string uid) => Text(meta, tag, DicomVr.UI, uid);
        DicomElement[] elements =
        [
            DicomElement.Create(DicomTag.Of(0x00020001), DicomVr.OB, meta.Encoding, [0, 1]),
            Uid(DicomTags.MediaStorageSopClassUid, dataset.GetText(DicomTags.SopClassUid) ?? ""),
            Uid(DicomTags.MediaStorageSopInstanceUid, instance), Uid(DicomTags.TransferSyntaxUid, syntax.Uid),
            Uid(DicomTags.ImplementationClassUid, ImplementationUid),
        ];
        var length = new byte[4];
        meta.Encoding.WriteUInt32(length, (uint)elements.Sum(element => element.Raw.Length));
        return new([DicomElement.Create(DicomTag.Of(0x00020000), DicomVr.UL, meta.Encoding, length), .. elements],
            meta.Encoding);
    }
}
