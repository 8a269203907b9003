using System.Management.Automation;
using RefacePS.Paths;
using RefacePS.Refacing;
using RefacePS.Refacing.Models;

namespace RefacePS.Resources;

/// <summary>Opens the model that a user named.</summary>
internal static class NamedModel
{
    /// <summary>The model of a folder, or else the installed one of that name.</summary>
    /// <exception cref="ModelNotFoundException">There is none.</exception>
    /// <exception cref="ModelInvalidException">Its card cannot be used.</exception>
    public static RefaceModel Open(PathIntrinsics paths, string model)
    {
        var folder = FileSystemPaths.Literal(paths, model);
        return RefaceModel.IsModel(folder) ? ModelKinds.Open(folder) : new ModelStore(ModuleFolders.Models)
            .Open(model);
    }
}
