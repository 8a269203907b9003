namespace RefacePS.Module.Tests.Architecture.Planted.ByMember;

/// <summary>Uses the centre in the type of a member alone.</summary>
internal sealed record User(IReadOnlyList<Part[]> Parts);
