namespace RefacePS.Refacing.Models;

/// <summary>No installed model has the name that was asked for.</summary>
public sealed class ModelNotFoundException : RefacePSException
{
    /// <summary>Creates the exception.</summary>
    public ModelNotFoundException(string name, IReadOnlyCollection<string> roots, IReadOnlyCollection<string> installed)
        : base(
            "ModelNotFound",
            $"There is no model '{name}' in {string.Join(", ", roots.Select(root => $"'{root}'"))}. "
            + (installed.Count == 0 ? "None is installed there."
                : $"Choose one of: {string.Join(", ", installed)}.")) =>
        Name = name;

    /// <summary>The name that was asked for.</summary>
    public string Name { get; }
}
