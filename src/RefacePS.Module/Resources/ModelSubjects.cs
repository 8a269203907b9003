using System.Management.Automation;
using RefacePS.Comparing;
using RefacePS.Refacing;
using RefacePS.Refacing.Models;

namespace RefacePS.Resources;

/// <summary>Finds whom the models in use were trained on.</summary>
/// <param name="paths">To resolve folders with.</param>
internal sealed class ModelSubjects(PathIntrinsics paths)
{
    private readonly ModelStore store = new(ModuleFolders.Models);

    /// <summary>The training subjects of a model that the user names, by its name or folder.</summary>
    /// <exception cref="ModelNotFoundException">There is no such model.</exception>
    /// <exception cref="ModelInvalidException">Its card cannot be read.</exception>
    public KeyValuePair<string, TrainingSubjects> Of(string nameOrFolder) => Of(NamedModel.Open(paths, nameOrFolder));

    /// <summary>The training subjects of the installed model that a measurement names as "name version"; null where it
    /// is not installed.</summary>
    public KeyValuePair<string, TrainingSubjects>? OfText(string nameAndVersion) =>
        store.Folders().Select(ModelKinds.Open).FirstOrDefault(model => model.Card.Label == nameAndVersion) is { } found
        ? Of(found) : null;

    private static KeyValuePair<string, TrainingSubjects> Of(RefaceModel model) =>
        new(model.Card.Label, new(model.Card.TrainingSubjects));
}
