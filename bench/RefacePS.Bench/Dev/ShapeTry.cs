using System.Diagnostics;
using RefacePS.Atlases;
using RefacePS.Refacing;
using RefacePS.Refacing.Shapes;
using RefacePS.Refacing.Training;
using RefacePS.Rendering;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.Dev;

internal static class ShapeTry
{
    public static void Train(Arguments arguments)
    {
        var scans = new SharedScans(arguments.Required("shared"));
        var work = arguments.Required("work");
        var every = int.Parse(arguments.Optional("every") ?? "1");
        using var atlas = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        var cache = new HeadPairCache(Path.Combine(work, "heads"), BuiltProject.HeadAtlas, atlas, CPU);
        var heads = new List<HeadPair>();
        var files = scans.Files("cohort", "train").Where((_, i) => i % every == 0).ToArray();
        var clock = Stopwatch.StartNew();
        foreach (var file in files)
        {
            try
            {
                heads.Add(cache.Get(file, SharedScans.NameOf(file).Split('_')[0]));
            }
            catch (RefacePSException fault)
            {
                Console.WriteLine(fault.Message);
            }
        }

        Console.WriteLine($"{heads.Count} heads, {clock.Elapsed.TotalSeconds:0} s");
        if (arguments.Optional("prepare") is not null)
        {
            return;
        }

        var fields = Path.Combine(work, arguments.Required("name"));
        Directory.CreateDirectory(fields);
        using var model = new ShapeFitting(heads, fields, ShapeSchedule.Default, CPU).Run(
            AtlasFace.Average(atlas, CPU), null, default);
        model.Export().Write(fields + ".safetensors");
        Picture(model.Face, model.Face, fields + "-face.png");
        var start = AtlasFace.Average(atlas, CPU);
        Picture(start, FaceBox.Respace(start.unsqueeze(0), FaceBox.Spacing, FaceBox.FaceSpacing)[0], fields + "-atlas.png");
        Console.WriteLine(string.Join(" ", Enumerable.Range(0, model.Space.Count).Select(k => model.Space.Modes[k].square().sum([0]).mean().sqrt().ToDouble().ToString("0.00"))));
        for (var draw = 0; draw < 6; draw++)
        {
            manual_seed(draw);
            var field = model.Space.At(randn(model.Space.Count));
            var u = FieldInversion.Invert(Resampling.Smooth(FaceBox.Respace(field, 6, 3), 1), 3);
            var grid = FaceBox.WithSpacing(1.5);
            var points = Resampling.WorldPoints(grid, CPU) + FaceBox.Respace(u, 3, 1.5).reshape(3, -1).t();
            var warped = Resampling.SampleWorld(model.Face.unsqueeze(0), grid, points).reshape(model.Face.shape);
            Picture(warped, warped, fields + $"-draw{draw}.png");
        }
    }

    private static void Picture(Tensor a, Tensor values, string path)
    {
        _ = a;
        var grid = FaceBox.WithSpacing(1.5);
        var floats = values.contiguous().data<float>().ToArray();
        var empty = new Volume(grid, VoxelType.UInt8, new byte[grid.VoxelCount]) { Slope = 1.0 / 255 };
        var stored = new byte[empty.Voxels.Length];
        VoxelConversion.Encode(floats, empty, stored);
        File.WriteAllBytes(path, VolumeImage.Render(empty.WithVoxels(stored), new VolumeImageOptions { PanelSize = 330 }, default));
    }
}
