using System.Management.Automation;
using RefacePS.Refacing;

namespace RefacePS.Binding;

/// <summary>Refuses names that are not those of a kind of model that can be trained.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ValidateModelKindAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is not string name || ModelKinds.FindTrainable(name) is null)
        {
            throw new ValidationMetadataException(MessageText.Format(
                Messages.ModelKindUnknown, arguments,
                string.Join(", ", ModelKinds.Trainable.Select(kind => kind.Name))));
        }
    }
}
