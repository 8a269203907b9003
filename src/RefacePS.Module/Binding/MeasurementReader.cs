using System.Globalization;
using System.Management.Automation;
using RefacePS.Comparing;

namespace RefacePS.Binding;

/// <summary>Reads measurements from objects of any kind: ours, those of Import-Csv, or a user's own.</summary>
/// <param name="subjectProperty">The property that names the subject.</param>
/// <param name="sessionProperty">The property that names the session; objects need not have it.</param>
/// <param name="variantProperty">The property that names the variant.</param>
internal sealed class MeasurementReader(string subjectProperty, string sessionProperty, string variantProperty)
{
    private const string PathProperty = "Path";
    private const string PictureProperty = "Picture";
    private const string ErrorProperty = "Error";
    private const string ModelProperty = "Model";
    private const string AtlasProperty = "Atlas";
    private const string ScoreProperty = "RegistrationScore";
    private const string QualityProperty = "Quality";
    private const string ReasonsProperty = "QualityReasons";

    private readonly HashSet<string> identifying = new(
        [subjectProperty, sessionProperty, variantProperty, PathProperty, PictureProperty, ErrorProperty,
            ModelProperty, AtlasProperty, ScoreProperty], StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes sure that objects of this kind say whose they are.</summary>
    /// <exception cref="CohortException">There is no property of the name.</exception>
    public void RequireProperties(PSObject measurement)
    {
        if (measurement.BaseObject is string or FileSystemInfo)
        {
            throw new CohortException(
                CohortFault.PropertyNotFound,
                MessageText.Format(Messages.FileIsNoMeasurement, measurement.BaseObject));
        }

        if (measurement.BaseObject is Volume volume)
        {
            throw new CohortException(
                CohortFault.PropertyNotFound, MessageText.Format(Messages.VolumeIsNoMeasurement, volume.Name));
        }

        foreach (var (property, parameter) in ((string, string)[])[(subjectProperty, "-SubjectProperty"),
            (variantProperty, "-VariantProperty")])
        {
            if (measurement.Properties[property] is null)
            {
                var names = string.Join(", ", measurement.Properties.Select(existing => existing.Name));
                throw new CohortException(
                    CohortFault.PropertyNotFound,
                    MessageText.Format(Messages.PropertyNotFound, property, names, parameter));
            }
        }
    }

    /// <summary>The identity of a measurement.</summary>
    public MeasurementIdentity Identity(PSObject measurement) => new()
    {
        Subject = Text(measurement, subjectProperty),
        Session = Text(measurement, sessionProperty),
        Variant = Text(measurement, variantProperty),
        Path = Text(measurement, PathProperty),
        Picture = Text(measurement, PictureProperty),
        Error = Text(measurement, ErrorProperty),
        Model = Text(measurement, ModelProperty),
        Atlas = Text(measurement, AtlasProperty),
        Score = Text(measurement, ScoreProperty) is { } score ? MeasurementIdentity.ParseScore(score) : null,
        Doubt = Doubt(measurement),
    };

    /// <summary>All other properties, with their values.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Cells(PSObject measurement) => measurement.Properties
        .Where(property => !identifying.Contains(property.Name))
        .Select(property => KeyValuePair.Create(property.Name, Value(property)));

    /// <summary>The reason for which a measurement calls itself doubtful; null where it does not. A column of that name
    /// that holds something else, such as a user's own grades, is a column like any other.</summary>
    private static string? Doubt(PSObject measurement) =>
        nameof(MeasurementQuality.Doubtful).Equals(
            Text(measurement, QualityProperty), StringComparison.OrdinalIgnoreCase)
            ? Text(measurement, ReasonsProperty) ?? Messages.NoReasonGiven : null;

    private static string? Text(PSObject measurement, string property) =>
        measurement.Properties[property] is { } found && Convert.ToString(
            Value(found), CultureInfo.InvariantCulture)?.Trim() is { Length: > 0 } text ? text : null;

    private static object? Value(PSPropertyInfo property)
    {
        try
        {
            return property.Value is PSObject wrapped ? wrapped.BaseObject : property.Value;
        }
        catch (GetValueException)
        {
            // A property that cannot be read is no number; the regions it leaves without one are listed.
            return null;
        }
    }
}
