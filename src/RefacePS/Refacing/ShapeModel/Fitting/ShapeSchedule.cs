using System.Globalization;
using RefacePS.Refacing.ShapeModel.Shapes;

namespace RefacePS.Refacing.ShapeModel.Fitting;

/// <summary>The schedule of alignments in training.</summary>
/// <param name="Rounds">Times that every head is aligned.</param>
/// <param name="First">Scales of the first round.</param>
/// <param name="Later">Scales of the others: against an average that is sharp, fields may be less smooth.</param>
internal sealed record ShapeSchedule(int Rounds, IReadOnlyList<FaceRegistration.Level> First,
    IReadOnlyList<FaceRegistration.Level> Later)
{
    /// <summary>That of the models that ship.</summary>
    public static ShapeSchedule Default { get; } =
        new(3, [new(6, 30, 8, 5), new(3, 30, 4.5, 3)], [new(6, 30, 8, 5), new(3, 35, 4, 2)]);

    /// <summary>Scales of a round, counted from 0.</summary>
    public IReadOnlyList<FaceRegistration.Level> LevelsOf(int round) => round == 0 ? First : Later;

    /// <summary>All numbers, by which fields of another schedule are told apart.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Rounds} {string.Join(' ', First)} {string.Join(' ', Later)}");
}
