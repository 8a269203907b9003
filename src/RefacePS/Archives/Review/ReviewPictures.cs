using System.Security.Cryptography;
using System.Text;
using RefacePS.Files;
using RefacePS.Rendering;

namespace RefacePS.Archives.Review;

/// <summary>
/// Pictures of results, pages of those that are held back, and the contact sheet that leads to them: never of scans as
/// they came. Doubtful ones may show a face all the same.
/// </summary>
internal sealed class ReviewPictures(string folder)
{
    private const string PictureFolder = "pictures";
    private const string PageFolder = "pages";

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
            var mode = InputFiles.ModeOf(result);
            AtomicFile.Write(file, overwrite: true, stream => stream.Write(picture), mode);
            var page = Path.Combine(folder, PageOf(path));
            if (Viewer.IsBuiltIn && result.Quality?.Status == DefaceStatus.Doubtful)
            {
                Viewer.WriteTo(folder);
                AtomicFile.CreateFolder(Path.GetDirectoryName(page)!);
                WriteText(page, ReviewPage.Build(path, result, $"../{Viewer.FileName}"), mode);
            }
            else
            {
                // What an earlier run held back is good now.
                File.Delete(page);
            }
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
            .Select(scan => new ReviewCard(scan, IfThere(PictureOf(scan.Path)), IfThere(PageOf(scan.Path))));
        AtomicFile.CreateFolder(folder);
        WriteText(SheetPath, ReviewSheet.Build([.. cards]));
    }

    private static void WriteText(string path, string text, UnixFileMode? mode = null)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        AtomicFile.Write(path, overwrite: true, stream => stream.Write(bytes), mode);
    }

    private string? IfThere(string file) => File.Exists(Path.Combine(folder, file)) ? file : null;

    private static string PictureOf(string path) => $"{PictureFolder}/{NameOf(path)}.png";

    private static string PageOf(string path) => $"{PageFolder}/{NameOf(path)}.html";

    /// <summary>Names of scans may hold what a link cannot.</summary>
    private static string NameOf(string path) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)).AsSpan(0, 16));
}
