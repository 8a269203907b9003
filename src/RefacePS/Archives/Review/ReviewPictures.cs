using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using RefacePS.Compute;
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
    /// <exception cref="VolumeFileException">A picture cannot be written, or one of an earlier run cannot be
    /// deleted.</exception>
    public void Draw(string path, Volume result, CancellationToken cancel)
    {
        var (picture, page) = (Path.Combine(folder, PictureOf(path)), Path.Combine(folder, PageOf(path)));

        // An earlier run has drawn another result, and may have held back what is good now.
        Delete(picture);
        Delete(page);
        if (TryDraw(() => VolumeImage.RenderForReview(result, Options, cancel)) is not { } bytes)
        {
            return;
        }

        var mode = InputFiles.ModeOf(result);
        AtomicFile.CreateFolder(Path.GetDirectoryName(picture)!);
        AtomicFile.Write(picture, overwrite: true, stream => stream.Write(bytes), mode);
        if (Viewer.IsBuiltIn && result.Quality?.Status == DefaceStatus.Doubtful
            && TryDraw(() => ReviewPage.Build(path, result, $"../{Viewer.FileName}")) is { } text)
        {
            Viewer.WriteTo(folder);
            AtomicFile.CreateFolder(Path.GetDirectoryName(page)!);
            WriteText(page, text, mode);
        }
    }

    /// <summary>Writes the contact sheet of all scans.</summary>
    public void WriteSheet(IEnumerable<ArchiveScan> scans)
    {
        var cards = scans.Where(scan => scan.Role is ArchiveRole.Head or ArchiveRole.Companion or ArchiveRole.Map)
            .Select(scan => new ReviewCard(
                scan, IfThere(scan, PictureOf(scan.Path)), IfThere(scan, PageOf(scan.Path))));
        AtomicFile.CreateFolder(folder);
        WriteText(SheetPath, ReviewSheet.Build([.. cards]));
    }

    private static T? TryDraw<T>(Func<T> draw)
        where T : class
    {
        try
        {
            return draw();
        }
        catch (Exception e) when (e is ArgumentException or ExternalException or OutOfMemoryException
            or TorchUnavailableException)
        {
            // A scan that is protected is not to fail for want of a picture; the sheet says that there is none.
            return null;
        }
    }

    private static void Delete(string path)
    {
        if (File.Exists(path))
        {
            AtomicFile.Try(path, () => File.Delete(path));
        }
    }

    private static void WriteText(string path, string text, UnixFileMode? mode = null)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        AtomicFile.Write(path, overwrite: true, stream => stream.Write(bytes), mode);
    }

    /// <summary>The file, if it is there and shows the result of the scan: of one that has failed since, it shows an
    /// earlier.</summary>
    private string? IfThere(ArchiveScan scan, string file) =>
        scan.Status is ArchiveScanStatus.Done or ArchiveScanStatus.Doubtful && File.Exists(Path.Combine(folder, file))
        ? file : null;

    private static string PictureOf(string path) => $"{PictureFolder}/{NameOf(path)}.png";

    private static string PageOf(string path) => $"{PageFolder}/{NameOf(path)}.html";

    /// <summary>Names of scans may hold what a link cannot.</summary>
    private static string NameOf(string path) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)).AsSpan(0, 16));
}
