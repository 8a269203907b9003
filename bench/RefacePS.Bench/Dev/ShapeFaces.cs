using System.Diagnostics;
using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Files;
using RefacePS.Refacing;
using RefacePS.Refacing.Models;
using RefacePS.Refacing.Shapes;
using RefacePS.Rendering;
using static TorchSharp.torch;

namespace RefacePS.Bench.Dev;

internal static class ShapeFaces
{
    public static void Run(Arguments arguments)
    {
        var scans = new SharedScans(arguments.Required("shared"));
        var output = arguments.Required("output");
        Directory.CreateDirectory(output);
        using var atlas = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        using var model = arguments.Optional("file") is { } file ? ShapeModel.Import(SafeTensorsFile.Read(file), CPU) : null;
        using var generator = new ShapeFaceGenerator(atlas, model);
        var refacer = new Refacer(atlas, generator, "shape", CPU);
        var only = arguments.Optional("only")?.Split(',');
        var every = int.Parse(arguments.Optional("every") ?? "1");
        var files = arguments.Optional("folder") is { } folder ? scans.Files(folder) : scans.Files("cohort", "validation");
        var defacer = new Defacer(atlas, CPU);
        foreach (var scan in files.Where((_, i) => i % every == 0).Where(f => only is null || only.Any(o => f.Contains(o))))
        {
            var volume = NiftiReader.Read(scan);
            var keep = Path.Combine(output, SharedScans.NameOf(scan));
            var clock = Stopwatch.StartNew();
            var defaced = arguments.Optional("folder") == "defaced" ? volume : defacer.Deface(volume);
            var d = clock.Elapsed.TotalSeconds;
            clock.Restart();
            var refaced = refacer.Reface(defaced);
            Console.WriteLine($"{SharedScans.NameOf(scan)} deface {d:0.0} reface {clock.Elapsed.TotalSeconds:0.0} s");
            File.WriteAllBytes(keep + ".png", VolumeImage.Render(refaced, new VolumeImageOptions { PanelSize = 400, SlicePosition = new(0.47f, 0.8f, 0.35f) }, default));
            if (arguments.Optional("nii") is not null)
            {
                NiftiWriter.Write(refaced, keep + "_refaced.nii.gz", new NiftiWriteOptions(Overwrite: true));
            }
        }
    }
}
