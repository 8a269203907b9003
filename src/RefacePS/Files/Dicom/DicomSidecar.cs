using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RefacePS.Deidentification;

namespace RefacePS.Files.Dicom;

/// <summary>
/// The acquisition of a series in the words and units of BIDS (specification 1.10, "Magnetic Resonance Imaging" and
/// "Positron Emission Tomography"), as converters write it. Nothing that names a person, a place or a device is taken
/// over.
/// </summary>
internal static class DicomSidecar
{
    private const double Millisecond = 1e-3;

    /// <summary>The fields of a volume.</summary>
    /// <param name="attributes">Those of its first slice.</param>
    /// <param name="frameCount">How many frames it has.</param>
    /// <param name="people">Words by which the file names people; a text in which one stands is left out.</param>
    public static JsonObject Build(FrameAttributes attributes, int frameCount, IReadOnlySet<string> people)
    {
        var fields = new Fields(attributes, people);
        fields.Text("Modality", DicomTags.Modality);
        fields.Number("MagneticFieldStrength", DicomTags.MagneticFieldStrength);
        fields.Number("ImagingFrequency", DicomTags.ImagingFrequency);
        fields.Add("Manufacturer", Manufacturer(attributes.Text(0, DicomTags.Manufacturer)));
        fields.Text("ManufacturersModelName", DicomTags.ManufacturerModelName);
        fields.Text("SoftwareVersions", DicomTags.SoftwareVersions);
        fields.Text("BodyPartExamined", DicomTags.BodyPartExamined);
        fields.Text("PatientPosition", DicomTags.PatientPosition);
        fields.Text("PatientSex", DicomTags.PatientSex);
        fields.Number("PatientWeight", DicomTags.PatientWeight);
        fields.Text("SeriesDescription", DicomTags.SeriesDescription);
        fields.Text("ProtocolName", DicomTags.ProtocolName);
        fields.Text("MRAcquisitionType", DicomTags.MRAcquisitionType);
        fields.Text("ScanningSequence", DicomTags.ScanningSequence);
        fields.Text("SequenceVariant", DicomTags.SequenceVariant);
        fields.Text("ScanOptions", DicomTags.ScanOptions);
        fields.Text("SequenceName", DicomTags.SequenceName);
        fields.Text("PulseSequenceName", DicomTags.PulseSequenceName);
        fields.Add("ImageType", ImageType(attributes));
        fields.Number("SeriesNumber", DicomTags.SeriesNumber);
        fields.Add("AcquisitionTime", Time(attributes));
        fields.Number("AcquisitionNumber", DicomTags.AcquisitionNumber);
        fields.Number("SliceThickness", DicomTags.SliceThickness, DicomTags.PixelMeasuresSequence);
        fields.Number("SpacingBetweenSlices", DicomTags.SpacingBetweenSlices, DicomTags.PixelMeasuresSequence);
        AddMagneticResonance(fields, attributes);
        AddXRay(fields);
        AddEmission(fields, attributes, frameCount);
        fields.Numbers("ImageOrientationPatientDICOM", DicomTags.ImageOrientationPatient,
            DicomTags.PlaneOrientationSequence);
        AddDeidentification(fields, attributes);
        fields.Add("ConversionSoftware", "RefacePS");
        return fields.Object;
    }

    /// <summary>The repetition time in seconds: the time from a frame to the next in NIfTI; null where it is
    /// unknown.</summary>
    public static double? RepetitionTime(FrameAttributes attributes) =>
        attributes.Number(DicomTags.MRTimingAndRelatedParametersSequence, DicomTags.RepetitionTime) is > 0 and var time
            ? time * Millisecond : null;

    /// <summary>Fields on the de-identification that the files had before.</summary>
    private static void AddDeidentification(Fields fields, FrameAttributes attributes)
    {
        if (attributes.Text(0, DicomTags.DeidentificationMethod) is not { } methods)
        {
            return;
        }

        fields.Add("DeidentificationMethod", new JsonArray(
            [.. methods.Split('\\').Select(method => JsonValue.Create(method.Trim()))]));
        var codes = attributes.Items(DicomTags.DeidentificationMethodCodeSequence).Select(code => new JsonObject
        {
            ["CodeValue"] = code.GetText(DicomTags.CodeValue),
            ["CodeMeaning"] = code.GetText(DicomTags.CodeMeaning),
            ["CodingSchemeDesignator"] = code.GetText(DicomTags.CodingSchemeDesignator),
        });
        fields.Add("DeidentificationMethodCodeSequence", new JsonArray([.. codes]));
    }

    private static void AddMagneticResonance(Fields fields, FrameAttributes attributes)
    {
        if (attributes.Text(0, DicomTags.Modality) != "MR")
        {
            return;
        }

        const uint modifier = DicomTags.MRModifierSequence;
        const uint timing = DicomTags.MRTimingAndRelatedParametersSequence;
        fields.Number("SAR", DicomTags.Sar);
        fields.Add("EchoTime", Scaled(
            attributes.Number(DicomTags.MREchoSequence, DicomTags.EffectiveEchoTime)
            ?? attributes.Number(0, DicomTags.EchoTime)));
        fields.Add("RepetitionTime", Number(RepetitionTime(attributes)));
        fields.Add("InversionTime", Scaled(InversionTime(attributes)));
        fields.Number("FlipAngle", DicomTags.FlipAngle, timing);
        if (attributes.Number(timing, DicomTags.EchoTrainLength) > 1)
        {
            fields.Number("EchoTrainLength", DicomTags.EchoTrainLength, timing);
        }

        fields.Number("PercentPhaseFOV", DicomTags.PercentPhaseFieldOfView, DicomTags.MRFieldOfViewSequence);
        fields.Number("PercentSampling", DicomTags.PercentSampling, DicomTags.MRFieldOfViewSequence);
        fields.Number("PhaseEncodingSteps", DicomTags.NumberOfPhaseEncodingSteps);
        fields.Number("ParallelReductionFactorInPlane", DicomTags.ParallelReductionFactorInPlane, modifier);
        fields.Text("ParallelAcquisitionTechnique", DicomTags.ParallelAcquisitionTechnique, modifier);
        fields.Number("AcquisitionDuration", DicomTags.AcquisitionDuration);
        fields.Number("PixelBandwidth", DicomTags.PixelBandwidth, DicomTags.MRImagingModifierSequence);
        fields.Add(
            "InPlanePhaseEncodingDirectionDICOM",
            attributes.Text(DicomTags.MRFieldOfViewSequence, DicomTags.InPlanePhaseEncodingDirection) switch
            {
                "ROW" => "ROW",
                "COL" or "COLUMN" => "COL",
                _ => null,
            });
    }

    /// <summary>The inversion time in ms; where Philips has it in an element of its own alone, from there.</summary>
    private static double? InversionTime(FrameAttributes attributes)
    {
        var time = attributes.Number(DicomTags.MRModifierSequence, DicomTags.InversionTimes)
            ?? attributes.Number(0, DicomTags.InversionTime);
        return time is > 0 || Manufacturer(attributes.Text(0, DicomTags.Manufacturer)) != "Philips" ? time
            : attributes.Number(DicomTags.PhilipsFrameSequence, DicomTags.PhilipsPrepulseDelay) is > 0 and var delay
            ? delay
            : time;
    }

    private static void AddXRay(Fields fields)
    {
        fields.Text("ConvolutionKernel", DicomTags.ConvolutionKernel);
        fields.Number("KVP", DicomTags.Kvp);
        fields.Scaled("ExposureTime", DicomTags.ExposureTime);
        fields.Number("XRayTubeCurrent", DicomTags.XRayTubeCurrent);
    }

    private static void AddEmission(Fields fields, FrameAttributes attributes, int frameCount)
    {
        if (attributes.Text(0, DicomTags.Modality) == "PT" && frameCount == 1)
        {
            fields.Scaled("FrameDuration", DicomTags.ActualFrameDuration);
        }
    }

    private static string? Manufacturer(string? name) => name switch
    {
        null => null,
        _ when name.StartsWith("Siemens", StringComparison.OrdinalIgnoreCase) => "Siemens",
        _ when name.StartsWith("Philips", StringComparison.OrdinalIgnoreCase) => "Philips",
        _ when name.StartsWith("GE", StringComparison.OrdinalIgnoreCase) => "GE",
        _ => name,
    };

    private static JsonArray? ImageType(FrameAttributes attributes) =>
        attributes.Text(0, DicomTags.ImageType) is { } text
        ? [.. text.Split('\\').Select(value => JsonValue.Create(value.Trim()))] : null;

    /// <summary>The time of day as dcm2niix writes it, hh:mm:ss.ffffff.</summary>
    private static string? Time(FrameAttributes attributes)
    {
        var text = attributes.Text(0, DicomTags.AcquisitionTime)
            ?? (attributes.Text(0, DicomTags.AcquisitionDateTime) is { Length: > 8 } moment ? moment[8..] : null);
        return text is { Length: >= 6 }
            && double.TryParse(text[4..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? string.Create(CultureInfo.InvariantCulture, $"{text[..2]}:{text[2..4]}:{seconds:00.000000}") : null;
    }

    private static JsonValue? Number(double? value) => value is { } number ? JsonValue.Create(Rounded(number)) : null;

    private static JsonValue? Scaled(double? milliseconds) => Number(milliseconds * Millisecond);

    /// <summary>To six digits, as converters write them: 6.50099992752 ms are 6.501 that went through a 32-bit
    /// float.</summary>
    private static double Rounded(double value) =>
        double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private sealed class Fields(FrameAttributes attributes, IReadOnlySet<string> people)
    {
        public JsonObject Object { get; } = [];

        public void Add(string name, JsonNode? value)
        {
            if (value is not null && !IsOfPerson(value))
            {
                Object[name] = value;
            }
        }

        private bool IsOfPerson(JsonNode value) => value switch
        {
            JsonArray items => items.OfType<JsonNode>().Any(IsOfPerson),
            JsonObject fields => fields.Select(field => field.Value).OfType<JsonNode>().Any(IsOfPerson),
            _ => value.GetValueKind() == JsonValueKind.String && PersonalWords.AreIn(value.ToString(), people),
        };

        public void Text(string name, uint tag, uint group = 0) => Add(name, attributes.Text(group, tag));

        public void Number(string name, uint tag, uint group = 0) =>
            Add(name, DicomSidecar.Number(attributes.Number(group, tag)));

        public void Scaled(string name, uint tag) => Add(name, DicomSidecar.Scaled(attributes.Number(0, tag)));

        public void Numbers(string name, uint tag, uint group)
        {
            if (attributes.Numbers(group, tag) is { Length: > 0 } numbers)
            {
                Add(name, new JsonArray([.. numbers.Select(number => DicomSidecar.Number(number))]));
            }
        }
    }
}
