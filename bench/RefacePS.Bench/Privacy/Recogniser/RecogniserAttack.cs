using RefacePS.Privacy;
using RefacePS.Rendering;
using RefacePS.Statistics;

namespace RefacePS.Bench.Privacy.Recogniser;

/// <summary>Looks pictures of heads up among pictures of the intact ones by what a recogniser makes of them.</summary>
internal sealed class RecogniserAttack(FaceRecogniser recogniser)
{
    /// <summary>From this many faces on, what a set has in common is taken off it.</summary>
    private const int EnoughForMean = 10;

    private readonly List<Described> gallery = [];
    private readonly List<Described> probes = [];

    // Share of the control that was found, without and with the means taken off.
    private readonly Dictionary<bool, double> found = [];

    /// <summary>Takes a head, in head space, and the head with the face that was predicted, if one was.</summary>
    public void Look(FaceIdentity identity, HeadSurface head, HeadSurface? predicted)
    {
        var isGallery = identity.Variant == ReidentificationAttack.Gallery;
        (isGallery ? gallery : probes).Add(new(identity, DescriptorOf(head, isGallery)));
        if (predicted is not null)
        {
            probes.Add(new(ReidentificationAttack.Predicted(identity), DescriptorOf(predicted, forGallery: false)));
        }
    }

    /// <summary>A row a set and way to compare: by the descriptors, and by what is left of them once the mean of the
    /// set is taken off.</summary>
    public IEnumerable<RankedSet> Run(ReidentificationOptions options)
    {
        foreach (var sets in probes.Where(probe => gallery.Exists(owner => Owns(owner, probe)))
            .GroupBy(probe => probe.Identity with { Subject = string.Empty, Session = null, Path = null })
            .GroupBy(set => set.Key.Variant == ReidentificationAttack.Control ? 0 : 1).OrderBy(part => part.Key))
        {
            foreach (var set in sets)
            {
                yield return Row(set.Key, [.. set], centred: false, options);
                yield return Row(set.Key, [.. set], centred: true, options);
            }
        }
    }

    private RankedSet Row(FaceIdentity set, Described[] faces, bool centred, ReidentificationOptions options)
    {
        var isCentred = centred && faces.Length >= EnoughForMean;
        var owners = Compared(gallery, centred);
        var looked = Compared(faces, isCentred);
        var ranks = looked.Select((face, index) => (faces[index].Identity.Subject, Rank: MateRank.Of(
            Array.ConvertAll(owners, owner => 1.0 - Dot(owner, face)),
            gallery.FindIndex(owner => Owns(owner, faces[index]))))).ToArray();
        var figures = RankFigures.Of(
            ranks, face => face.Subject, face => face.Rank, gallery.Count, new Bootstrap(options.Seed));
        if (set.Variant == ReidentificationAttack.Control)
        {
            found[centred] = figures.Top1;
        }

        return new(set.Variant, set.Model, centred ? "Recogniser, mean taken off" : "Recogniser", figures,
            figures.Judge(found.GetValueOrDefault(centred, double.NaN), options.LeastControl));
    }

    private static bool Owns(Described owner, Described probe) => owner.Identity.Subject == probe.Identity.Subject;

    /// <summary>Unit vectors, with what they have in common taken off first or not.</summary>
    private static float[][] Compared(IReadOnlyList<Described> faces, bool centred)
    {
        var mean = Mean(faces.Select(face => face.Descriptor));
        return [.. faces.Select(face => Unit(
            centred ? [.. face.Descriptor.Zip(mean, (value, common) => value - common)] : face.Descriptor))];
    }

    /// <summary>The mean of unit descriptors over the pictures of a head, in grey and in the colour of skin.</summary>
    private float[] DescriptorOf(HeadSurface head, bool forGallery) =>
        Unit(Mean(FacePortraits.Take(head, forGallery)
            .SelectMany(picture => recogniser.Describe(picture, FacePortraits.Face)).Select(Unit)));

    private static float[] Mean(IEnumerable<float[]> vectors)
    {
        var all = vectors.ToArray();
        return [.. Enumerable.Range(0, all[0].Length).Select(i => all.Average(vector => vector[i]))];
    }

    private static float[] Unit(float[] vector)
    {
        var length = MathF.Sqrt(Dot(vector, vector));
        return Array.ConvertAll(vector, value => length > 0 ? value / length : 0);
    }

    private static float Dot(float[] first, float[] second) => first.Zip(second, (a, b) => a * b).Sum();

    private sealed record Described(FaceIdentity Identity, float[] Descriptor);
}
