
namespace RefacePS.Refacing.Models;

/// <summary>Tells users of a model what its card says.</summary>
public static class ModelDescription
{
    /// <summary>The facts that a user chooses, judges and cites a model by.</summary>
    public static InstalledModel Describe(this RefaceModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var card = model.Card;
        return new InstalledModel
        {
            Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(model.Folder)),
            Version = card.Version,
            Kind = card.Kind,
            ResolutionMillimeters = card.ResolutionMillimeters,
            TrainingSubjects = card.TrainingSubjects,
            ValidationSubjects = card.ValidationSubjects,
            Steps = card.Steps,
            Validation = card.Validation,
            KnownFailures = card.KnownFailures,
            Licence = card.Licence,
            Attribution = card.Attribution,
            Command = card.Command,
            Path = Path.GetFullPath(model.Folder),
        };
    }
}
