using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using RefacePS.Archives;
using RefacePS.Archives.Review;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Archives;

/// <summary>The page that shows a result that is held back.</summary>
public sealed partial class ReviewPageTests : IDisposable
{
    private const int Size = 40;
    private const string Name = "sub-<1>/anat/sub-<1>_T1w.nii.gz";

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Nothing_of_a_name_or_a_reason_is_read_as_mark_up()
    {
        var page = ReviewPage.Build(Name, Result(), "viewer.js");

        Assert.Contains("sub-&lt;1&gt;", page, StringComparison.Ordinal);
        Assert.Contains("&lt;i&gt;doubt", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<1>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void It_shows_what_a_result_has()
    {
        Assert.Equal(["result", "removed", "seen"], Parts(Result()));
        Assert.Equal(["result", "removed"], Parts(Result() with { FaceSeen = null }));
        Assert.Equal(["result"], Parts(Result() with { FaceSeen = null, FaceMask = null }));

        static IEnumerable<string> Parts(Volume result) =>
            Part().Matches(ReviewPage.Build(Name, result, "viewer.js")).Select(match => match.Groups[1].Value);
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void Picture_and_page_are_open_to_nobody_who_may_not_read_the_scan()
    {
        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.WriteAllText(folder.File("scan.nii"), "voxels");
        File.SetUnixFileMode(folder.File("scan.nii"), own);

        new ReviewPictures(folder.File("review"))
            .Draw(Name, Result() with { Path = folder.File("scan.nii") }, CancellationToken.None);

        var drawn = Directory.GetFiles(folder.File("review"), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != Viewer.FileName).ToList();
        Assert.Equal(Viewer.IsBuiltIn ? 2 : 1, drawn.Count);
        Assert.All(drawn, file => Assert.Equal(own, File.GetUnixFileMode(file)));
    }

    [Fact]
    public void A_result_that_cannot_be_drawn_is_not_shown_as_an_earlier_one_was()
    {
        var scan = new ArchiveScan { Path = Name, Role = ArchiveRole.Head, Status = ArchiveScanStatus.Done };
        var pictures = new ReviewPictures(folder.File("review"));
        pictures.Draw(Name, Result(), CancellationToken.None);
        Assert.Contains("<img ", Sheet(scan), StringComparison.Ordinal);
        Assert.DoesNotContain("<img ", Sheet(scan with { Status = ArchiveScanStatus.Failed }),
            StringComparison.Ordinal);

        var flat = new VoxelGrid(Size, Size, 1, AffineMatrix.Scale(2, 2, 2));
        pictures.Draw(Name, new Volume(flat, VoxelType.UInt8, new byte[flat.VoxelCount]), CancellationToken.None);

        Assert.DoesNotContain("<img ", Sheet(scan), StringComparison.Ordinal);
        Assert.DoesNotContain("in three dimensions", Sheet(scan), StringComparison.Ordinal);

        string Sheet(ArchiveScan row)
        {
            pictures.WriteSheet([row]);
            return File.ReadAllText(pictures.SheetPath);
        }
    }

    [BrowserFact]
    public void A_browser_draws_the_slices_and_the_masks()
    {
        Viewer.WriteTo(folder.Path);
        var page = folder.File("page.html");
        File.WriteAllText(page, ReviewPage.Build(Name, Result(), Viewer.FileName));

        var shown = Browser.Open(page, folder.File("profile"));

        Assert.Contains("data-state=\"ready\"", shown, StringComparison.Ordinal);
        Assert.Contains("data-volumes=\"3\"", shown, StringComparison.Ordinal);
        // What NiiVue says of the middle of the ball: where it is, and what the result has there.
        Assert.Matches(@"<output>\s*39\D+39\D+39\D[^<]*255[^<]*</output>", shown);
    }

    /// <summary>A bright ball, of which the front was removed and a little is left.</summary>
    private static Volume Result()
    {
        var grid = new VoxelGrid(Size, Size, Size, AffineMatrix.Scale(2, 2, 2));
        var (ball, front) = (new byte[grid.VoxelCount], new byte[grid.VoxelCount]);
        for (var voxel = 0; voxel < ball.Length; voxel++)
        {
            var (x, y, z) = (voxel % Size - 20, voxel / Size % Size - 20, voxel / Size / Size - 20);
            var isIn = x * x + y * y + z * z < 15 * 15;
            front[voxel] = isIn && y > 5 ? (byte)1 : (byte)0;
            ball[voxel] = isIn && y <= 5 ? (byte)200 : (byte)0;
        }

        return new Volume(grid, VoxelType.UInt8, ball)
        {
            FaceMask = new Mask(grid, front),
            FaceSeen = new Mask(grid, front),
            Quality = new DefaceQuality
            {
                Status = DefaceStatus.Doubtful, RegistrationScore = 1, FaceAgreement = 1, FaceRemaining = 0,
                BrainVoxelsRemoved = 0, FaceInView = 1, Reasons = ["<i>doubt"],
            },
        };
    }

    public void Dispose() => folder.Dispose();

    [GeneratedRegex("<script type=\"text/plain\" id=\"([a-z]+)\">[A-Za-z0-9+/=]+</script>")]
    private static partial Regex Part();
}
