using System.Globalization;
using System.Text;

namespace RefacePS.Files.Dicom;

/// <summary>
/// The mark that a written file carries of what was done to its pixels, in a private block of its own: the kind, the
/// model, and the hash of the pixels that it speaks of. What it says of other pixels is worth nothing.
/// </summary>
/// <param name="Kind">Defaced, refaced or raw.</param>
/// <param name="Model">The model that made the face, or null.</param>
/// <param name="PixelHash">See <see cref="PixelFrames.Hash"/>.</param>
internal sealed record PixelMark(VolumeKind Kind, string? Model, string PixelHash)
{
    /// <summary>Private creator of the block.</summary>
    public const string Creator = "REFACEPS";

    /// <summary>Group of the block.</summary>
    public const ushort Group = 0x0099;

    private const byte KindElement = 1;
    private const byte ModelElement = 2;
    private const byte HashElement = 3;
    private const int MostCharacters = 64;

    /// <summary>The elements of the block.</summary>
    public static byte[] Elements { get; } = [KindElement, ModelElement, HashElement];

    /// <summary>The mark of a file, or null.</summary>
    public static PixelMark? Of(DicomDataset dataset) => BlockOf(dataset) is { } block
        && EnumName.TryParse<VolumeKind>(dataset.GetText(Tag(block, KindElement).Number), out var kind)
        && dataset.GetText(Tag(block, HashElement).Number) is { } hash
            ? new(kind, dataset.GetText(Tag(block, ModelElement).Number), hash) : null;

    /// <summary>The data set with the mark, in the place of one that it had.</summary>
    public DicomDataset WriteTo(DicomDataset dataset)
    {
        var block = BlockOf(dataset) ?? Enumerable.Range(0x10, 0xF0).Select(free => (byte)free)
            .First(free => !dataset.Contains(new(Group, free)));
        dataset = dataset.With(Text(dataset, new(Group, block), DicomVr.LO, Creator));
        dataset = dataset.With(Text(
            dataset, Tag(block, KindElement), DicomVr.CS, Kind.ToString().ToUpper(CultureInfo.InvariantCulture)));
        dataset = dataset.With(Text(dataset, Tag(block, ModelElement), DicomVr.LO, Model ?? ""));
        return dataset.With(Text(dataset, Tag(block, HashElement), DicomVr.LO, PixelHash));
    }

    private static byte? BlockOf(DicomDataset dataset)
    {
        foreach (var element in dataset.Elements.Where(
            element => element.Tag is { Group: Group, IsPrivateCreator: true }))
        {
            if (dataset.GetText(element.Tag.Number) == Creator)
            {
                return (byte)element.Tag.Element;
            }
        }

        return null;
    }

    private static DicomTag Tag(byte block, byte element) => new(Group, (ushort)(block << 8 | element));

    private static DicomElement Text(DicomDataset dataset, DicomTag tag, DicomVr vr, string text) =>
        DicomElement.Create(
            tag, vr, dataset.Encoding, Encoding.ASCII.GetBytes(text[..Math.Min(text.Length, MostCharacters)]));
}
