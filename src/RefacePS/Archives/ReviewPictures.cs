using System.Security.Cryptography;
using System.Text;
using RefacePS.Files;
using RefacePS.Rendering;

namespace RefacePS.Archives;

/// <summary>
/// Pictures of results, and the contact sheet that shows them: never of scans as they came. Doubtful ones may show a
/// face all the same.
/// </summary>
internal sealed class ReviewPictures(string folder)
{
    private const string PictureFolder = "pictures";

    private static readonly VolumeImageOptions Options = new() { Views = ImageViews.Surface, PanelSize = 160 };

    /// <summary>Full path of the contact sheet.</summary>
    public string SheetPath { get; } = Path.Combine(folder, "review.html");

    /// <summary>Draws a result. One that cannot be drawn has no picture.</summary>
    public void Draw(string path, Volume result, CancellationToken cancel)
    {
        try
        {
            var file = Path.Combine(folder, PictureOf(path));
            AtomicFile.CreateFolder(Path.GetDirectoryName(file)!);
            var picture = VolumeImage.RenderForReview(result, Options, cancel);
            AtomicFile.Write(file, overwrite: true, stream => stream.Write(picture));
        }
        catch (Exception e) when (e is not OperationCanceledException and not VolumeFileException)
        {
            // A scan that is protected is not to fail for want of a picture; the sheet says that there is none.
        }
    }

    /// <summary>Writes the contact sheet of all scans.</summary>
    public void WriteSheet(IEnumerable<ArchiveScan> scans)
    {
        var cards = scans.Where(scan => scan.Role is ArchiveRole.Head or ArchiveRole.Companion or ArchiveRole.Map)
            .Select(scan =>
                (scan, File.Exists(Path.Combine(folder, PictureOf(scan.Path))) ? PictureOf(scan.Path) : null));
        var text = Encoding.UTF8.GetBytes(ReviewSheet.Build([.. cards]));
        AtomicFile.CreateFolder(folder);
        AtomicFile.Write(SheetPath, overwrite: true, stream => stream.Write(text));
    }

    /// <summary>Names of scans may hold what a link cannot.</summary>
    private static string PictureOf(string path) =>
        $"{PictureFolder}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)).AsSpan(0, 16))}.png";
}
