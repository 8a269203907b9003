namespace RefacePS.Reports;

/// <summary>A linear axis with round ticks.</summary>
/// <param name="Low">Value at the left end.</param>
/// <param name="High">Value at the right end.</param>
/// <param name="Step">Distance of two ticks.</param>
/// <param name="Left">Coordinate of the left end.</param>
/// <param name="Width">Length in coordinates.</param>
internal sealed record PlotAxis(double Low, double High, double Step, double Left, double Width)
{
    private const int MostTicks = 11;

    /// <summary>The ticks, in ascending order.</summary>
    public IEnumerable<double> Ticks()
    {
        for (var i = Math.Ceiling(Low / Step - 1e-9); i * Step <= High + 1e-9 * Step; i++)
        {
            yield return i * Step;
        }
    }

    /// <summary>The coordinate of a value; values beyond the ends are put at them.</summary>
    public double At(double value) => Left + Width * (Math.Clamp(value, Low, High) - Low) / (High - Low);

    /// <summary>True if a value is on the axis.</summary>
    public bool Shows(double value) => value >= Low && value <= High;

    /// <summary>The number of decimals that tells ticks apart.</summary>
    public string TickFormat => Step >= 1 ? "0" : "0." + new string('0', (int)Math.Ceiling(-Math.Log10(Step) - 1e-9));

    /// <summary>An axis that holds two values and 0 with room beside them, its ends on ticks.</summary>
    public static PlotAxis Around(double low, double high, double left, double width)
    {
        var (least, most) = (Math.Min(low, 0), Math.Max(high, 0));
        var span = Math.Max(most - least, 1e-6);
        var step = RoundStep(span / (MostTicks - 2));
        return new(Math.Floor(least / step) * step, Math.Ceiling(most / step) * step is var end
            && end > Math.Floor(least / step) * step ? end : step, step, left, width);
    }

    /// <summary>The next of 1, 2, 5, 10, 20, ...</summary>
    private static double RoundStep(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return power * (least / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
    }
}
