using System.Globalization;
using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Files;
using RefacePS.Privacy;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Bench.Dev;

internal static class ShapeFrames
{
    public static void Run(Arguments arguments)
    {
        var scans = new SharedScans(arguments.Required("shared"));
        using var atlas = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        var defacer = new Defacer(atlas, CPU);
        using var output = new StreamWriter(arguments.Required("output"));
        foreach (var file in scans.Files("cohort", "train"))
        {
            var volume = NiftiReader.Read(file);
            using var scan = Image.FromVolume(volume, CPU);
            using var alignment = defacer.Locate(volume, default);
            var pose = HeadPose.Find(atlas, volume, scan, default);
            output.WriteLine(SharedScans.NameOf(file) + " " + string.Join(" ", new[] { alignment.Scan2Atlas, pose.Scan2Atlas, pose.Scan2Head }.SelectMany(m => m.ToRows()).Select(v => v.ToString("R", CultureInfo.InvariantCulture))));
            output.Flush();
        }
    }
}
