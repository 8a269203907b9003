namespace RefacePS.Native;

/// <summary>Build step: writes a copy of TorchSharp.dll after <see cref="HandleLifetimeRepair"/>.</summary>
public sealed class KeepHandlesAlive : RepairTask
{
    /// <inheritdoc/>
    protected override void Repair() => HandleLifetimeRepair.Repair(SourceFile, DestinationFile);
}
