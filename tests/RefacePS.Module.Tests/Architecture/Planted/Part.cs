namespace RefacePS.Module.Tests.Architecture.Planted;

/// <summary>Something to have a member of.</summary>
internal sealed record Part;
