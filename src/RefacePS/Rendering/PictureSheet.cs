namespace RefacePS.Rendering;

/// <summary>Lays panels of equal size out in rows.</summary>
internal static class PictureSheet
{
    private const int Gap = 4;
    private const byte GapGrey = 60;

    /// <summary>One picture of all panels, the first row on top.</summary>
    public static GreyPicture Arrange(IReadOnlyList<IReadOnlyList<GreyPicture>> rows)
    {
        var (width, height) = (rows[0][0].Width + Gap, rows[0][0].Height + Gap);
        var sheet = new GreyPicture(rows.Max(row => row.Count) * width - Gap, rows.Count * height - Gap, GapGrey);
        for (var row = 0; row < rows.Count; row++)
        {
            for (var column = 0; column < rows[row].Count; column++)
            {
                sheet.Paste(rows[row][column], column * width, row * height);
            }
        }

        return sheet;
    }
}
