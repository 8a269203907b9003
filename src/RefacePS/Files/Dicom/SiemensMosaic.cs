using System.Globalization;

namespace RefacePS.Files.Dicom;

/// <summary>
/// An image of Siemens in which all slices of a volume lie side by side. Number and normal are in the private CSA
/// header (0029,xx10).
/// </summary>
internal sealed record SiemensMosaic(int Slices, Vector3D? Normal, double Spacing)
{
    private const int MostSlices = 1024;

    /// <summary>The mosaic that a data set is, or null.</summary>
    public static SiemensMosaic? Find(DicomDataset dataset)
    {
        if (!dataset.GetTexts(DicomTags.ImageType).Contains("MOSAIC"))
        {
            return null;
        }

        var header = PrivateElement(dataset, 0x0029, "SIEMENS CSA HEADER", 0x10);
        var values = header is null ? [] : ReadCsa(header.Value.Span);
        var slices = values.GetValueOrDefault("NumberOfImagesInMosaic") is [var first, ..] ? first : Count(dataset);
        return slices is >= 1 and <= MostSlices
            ? new(
                (int)slices, values.GetValueOrDefault("SliceNormalVector") is [var x, var y, var z, ..]
                ? new(x, y, z) : null,
                dataset.GetNumber(DicomTags.SpacingBetweenSlices) ?? dataset.GetNumber(DicomTags.SliceThickness) ?? 0)
            : null;
    }

    /// <summary>The slices, each a tile of the image.</summary>
    /// <exception cref="VolumeFormatException">The tiles do not fit.</exception>
    public IReadOnlyList<DicomPlane> Split(DicomPlane image, string path)
    {
        var side = (int)Math.Ceiling(Math.Sqrt(Slices));
        if (image.Columns % side != 0 || image.Rows % side != 0 || !(Spacing > 0))
        {
            throw new VolumeFormatException(
                VolumeFormatFault.InvalidDimensions, path,
                $"The file is a mosaic of {Counted.Of(Slices, "slice")}, which does not fit its "
                    + $"{image.Columns} x {image.Rows} pixels. Export it again.");
        }

        var (columns, rows) = (image.Columns / side, image.Rows / side);
        var place = image.Geometry;

        // The position in the file is that of a slice as large as the mosaic, about the same centre.
        var first = place.Position
            + (image.Columns - columns) / 2.0 * place.ColumnSpacing * place.RowDirection
            + (image.Rows - rows) / 2.0 * place.RowSpacing * place.ColumnDirection;
        var isReversed = Normal is { } normal && normal.Dot(place.Normal) < 0;
        return [.. Enumerable.Range(0, Slices).Select(slice => image with
        {
            Tile = (slice % side * columns, slice / side * rows),
            Columns = columns,
            Rows = rows,
            Geometry = place with { Position = first + (isReversed ? -1 : 1) * slice * Spacing * place.Normal },
        })];
    }

    /// <summary>Refuses an image with something beside its tiles, which belongs to no slice: its face would
    /// stay.</summary>
    /// <param name="frames">The image.</param>
    /// <param name="cells">Its cells.</param>
    /// <param name="planes">The slices that lie in it.</param>
    /// <exception cref="VolumeFormatException">It has.</exception>
    public static void RequireAllTiles(
        PixelFrames frames, ReadOnlySpan<byte> cells, IReadOnlyCollection<DicomPlane> planes)
    {
        var (columns, rows) = (planes.First().Columns, planes.First().Rows);
        var used = planes.Select(plane => plane.Tile).ToHashSet();
        var tile = new byte[columns * rows * frames.Format.CellSize];
        long? blank = null;
        for (var y = 0; y < frames.Format.Rows; y += rows)
        {
            for (var x = 0; x < frames.Format.Columns; x += columns)
            {
                if (used.Contains((x, y)))
                {
                    continue;
                }

                frames.ReadTile(cells, x, y, columns, tile);
                blank ??= frames.Format.ValueOf(tile, 0);
                if (Enumerable.Range(0, columns * rows).Any(place => frames.Format.ValueOf(tile, place) != blank))
                {
                    throw new VolumeFormatException(
                        VolumeFormatFault.InvalidDimensions, planes.First().Path,
                        $"The file is a mosaic of {used.Count} slices, and shows something beside them. Export it "
                            + "again.");
                }
            }
        }
    }

    private static double Count(DicomDataset dataset) =>
        PrivateElement(dataset, 0x0019, "SIEMENS MR HEADER", 0x0A) is { Value.Length: >= 2 } element
            ? element.Encoding.ReadUInt16(element.Value.Span) : 0;

    private static DicomElement? PrivateElement(DicomDataset dataset, ushort group, string creator, byte element)
    {
        for (ushort block = 0x10; block <= 0xFF; block++)
        {
            if (dataset.GetText(new DicomTag(group, block).Number) == creator)
            {
                return dataset.Find(new(group, (ushort)(block << 8 | element)));
            }
        }

        return null;
    }

    /// <summary>The numbers of the CSA header by name; what is damaged is left out.</summary>
    private static Dictionary<string, double[]> ReadCsa(ReadOnlySpan<byte> header)
    {
        var values = new Dictionary<string, double[]>();
        foreach (var field in CsaHeader.Read(header))
        {
            var numbers = new List<double>();
            foreach (var (start, length) in field.Values)
            {
                if (double.TryParse(
                    CsaHeader.Text(header.Slice(start, length)), NumberStyles.Float, CultureInfo.InvariantCulture,
                    out var number))
                {
                    numbers.Add(number);
                }
            }

            values[field.Name] = [.. numbers];
        }

        return values;
    }
}
