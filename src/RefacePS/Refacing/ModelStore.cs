using RefacePS.Refacing.Models;

namespace RefacePS.Refacing;

/// <summary>Installed models: the folders under one or more roots that hold a card.</summary>
/// <param name="roots">Where to look, first come first served; a root that does not exist holds nothing.</param>
public sealed class ModelStore(params IReadOnlyList<string> roots)
{
    /// <summary>Name of the model that draws faces where none is named: the one whose faces do not give their owners
    /// away.</summary>
    public const string Default = "shape-model";

    /// <summary>Folders of all models, in ordinal order within a root.</summary>
    public IReadOnlyList<string> Folders() =>
    [
        .. roots.Where(Directory.Exists)
            .SelectMany(root => Directory.GetDirectories(root).Order(StringComparer.Ordinal))
            .Where(RefaceModel.IsModel),
    ];

    /// <summary>Names of all models: those of their folders.</summary>
    public IReadOnlyList<string> Names() =>
        [.. Folders().Select(folder => Path.GetFileName(folder)).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Opens the model whose folder has the name, whatever its case.</summary>
    /// <exception cref="ModelNotFoundException">There is none.</exception>
    /// <exception cref="ModelInvalidException">Its card cannot be used.</exception>
    public RefaceModel Open(string name) =>
        Folders().FirstOrDefault(
            folder => string.Equals(Path.GetFileName(folder), name, StringComparison.OrdinalIgnoreCase)) is { } found
            ? ModelKinds.Open(found)
            : throw new ModelNotFoundException(name, roots, Names());
}
