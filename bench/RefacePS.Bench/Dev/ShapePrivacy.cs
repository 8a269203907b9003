using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using RefacePS.Atlases;
using RefacePS.Bench.Privacy;
using RefacePS.Bench.RefaceComparison;
using RefacePS.Defacing;
using RefacePS.Files;
using RefacePS.Privacy;
using RefacePS.Refacing;
using RefacePS.Refacing.Models;
using RefacePS.Refacing.Shapes;
using RefacePS.Rendering;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.Dev;

internal static class ShapePrivacy
{
    private static MeasuredFace Cached(string path, Func<MeasuredFace> measure)
    {
        if (File.Exists(path))
        {
            var v = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
            var n = (v.Length - 1) / 2;
            return new(new FaceSurface(v[..n]), new FaceSurface(v[n..(2 * n)]), v[^1]);
        }

        var face = measure();
        float[] all = [.. face.Face.Heights, .. face.Average.Heights, (float)face.RegistrationScore];
        File.WriteAllBytes(path, MemoryMarshal.AsBytes<float>(all).ToArray());
        return face;
    }

    public static ShapeModel Rebuild(bool rigid)
    {
        using var scope = NewDisposeScope();
        var root = "/work/wt/shape/work/";
        using var old = ShapeModel.Import(SafeTensorsFile.Read(root + "model-out/shape-model/shapes.safetensors"), CPU);
        var subjects = ModelCard.Read(root + "model-out/shape-model/card.json").TrainingSubjects;
        var frames = File.ReadAllLines(root + "frames.txt").Select(l => l.Split(' ')).ToDictionary(l => l[0].Split('_')[0], l => l[1..].Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray());
        var grid = FaceBox.WithSpacing(3);
        var fields = subjects.Select((s, i) => tensor(MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(root + $"fields/ac528fcdb91c73f5/{i:0000}-2.field")).ToArray(), [3, grid.Nz, grid.Ny, grid.Nx])).ToArray();
        var centred = ShapeFitting.Centred(fields);
        var framed = new List<Tensor>();
        for (var i = 0; i < centred.Length; i++)
        {
            if (!frames.TryGetValue(subjects[i], out var m)) { continue; }
            var A = AffineMatrix.FromRows(m.AsSpan(0, 12));
            var F = AffineMatrix.FromRows(m.AsSpan(rigid ? 24 : 12, 12));
            framed.Add(FieldInversion.Lead(centred[i], F * A.Inverse(), 3));
        }

        var coarse = FaceBox.Respace(old.Face.unsqueeze(0), 1.5, 2)[0];
        using var channels = FaceChannels.Create(coarse, HeadDistance.Measure(coarse * FaceChannels.BrightestBrains));
        Console.WriteLine($"space of {framed.Count}");
        return new ShapeModel(old.Face.clone(), ShapeFitting.Space([.. framed], channels));
    }

    public static void Run(Arguments arguments)
    {
        var scans = new SharedScans(arguments.Required("shared"));
        var cache = "/work/wt/shape/work/gallery/";
        Directory.CreateDirectory(cache);
        using var atlas = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        var reader = new FaceReader(atlas, CPU);
        var every = int.Parse(arguments.Optional("every") ?? "1");
        var reach = double.Parse(arguments.Optional("reach") ?? "16", CultureInfo.InvariantCulture);
        var rigid = arguments.Optional("frame") == "rigid";
        var png = arguments.Optional("png");
        FaceJoin.Reach = reach;
        var gallery = new List<LookedUpFace>();
        var files = scans.Files("cohort", "validation").ToArray();
        foreach (var file in files)
        {
            var name = SharedScans.NameOf(file);
            var face = Cached(cache + name, () => reader.Read(NiftiReader.Read(file), default));
            if (face.Face.InView >= 0.5) gallery.Add(new(new(name, null, "Original", null, null), face));
        }

        if (arguments.Optional("only-gallery") is not null) { return; }
        var model = Rebuild(rigid);
        var refacer = new Refacer(atlas, new ShapeFaceGenerator(atlas, model), "shape", CPU);
        var defacer = new Defacer(atlas, CPU);
        var probes = new List<LookedUpFace>();
        var seams = new List<double>();
        var index = 0;
        foreach (var file in files.Where(f => gallery.Any(g => g.Identity.Subject == SharedScans.NameOf(f))).Where((_, i) => i % every == 0))
        {
            var name = SharedScans.NameOf(file);
            var volume = NiftiReader.Read(file);
            var defaced = defacer.Deface(volume);
            var clock = Stopwatch.StartNew();
            var refaced = refacer.Reface(defaced);
            var seconds = clock.Elapsed.TotalSeconds;
            probes.Add(new(new(name, null, "new", null, null), reader.Read(refaced, default)));
            var seam = SeamScore.Measure(volume, refaced, atlas);
            seams.Add(seam.Refaced);
            var air = AirScore.Measure(volume, refaced, atlas);
            Console.Error.WriteLine($"{name} {seconds:0.0} s seam {seam.Refaced:0.00} air {air.Mean:0.00} {air.Deviation:0.00} {air.Correlation:0.00} {air.RealCorrelation:0.00}");
            if (png is not null && index++ < 8)
            {
                Directory.CreateDirectory(png);
                File.WriteAllBytes(Path.Combine(png, name + ".png"), VolumeImage.Render(refaced, new VolumeImageOptions { PanelSize = 330, SlicePosition = new(0.47f, 0.8f, 0.35f) }, default));
            }
        }

        var risk = new GallerySearch(gallery, [], new ReidentificationOptions()).Run(probes, [], default);
        Console.WriteLine($"frame {(rigid ? "rigid" : "affine")} reach {reach} seams {seams.Order().ElementAt(seams.Count / 2):0.00}");
        foreach (var row in risk.Rows.Concat(arguments.Optional("average") is null ? [] : risk.AverageFaceRows))
        {
            Console.WriteLine($"{row.Variant} {row.Distance} top1 {row.Top1:P0} top5 {row.Top5:P0} (chance {row.ChanceTop1 * 5:P0}) rank {row.MeanRank:0.0} ({row.MeanRankLow:0.0}-{row.MeanRankHigh:0.0}) chance {row.ChanceMeanRank}");
        }

        foreach (var test in risk.AverageFaceTests)
        {
            Console.WriteLine($"{test.Distance} {test.MedianDistance:0.00} average {test.MedianAverageDistance:0.00} nearer {test.NearerThanAverage}/{test.N}");
        }

        Console.WriteLine($"variety {FaceSpread.Pairs([.. probes.Select(p => p.Measured.Face)]).Order().ElementAt(probes.Count * (probes.Count - 1) / 4):0.00} owners {FaceSpread.Pairs([.. gallery.Select(p => p.Measured.Face)]).Order().ElementAt(gallery.Count * (gallery.Count - 1) / 4):0.00}");
    }
}
