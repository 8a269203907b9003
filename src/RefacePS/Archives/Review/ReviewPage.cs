using RefacePS.Files;
using RefacePS.Rendering;
using RefacePS.Reports;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Archives.Review;

/// <summary>
/// One result in three dimensions, for a person who doubts what the still pictures show: slices to go through, and the
/// head from outside, drawn by NiiVue. The page holds the voxels itself, at about 2 mm, since a browser reads no other
/// file of a local page.
/// </summary>
internal static class ReviewPage
{
    private const double Spacing = 2;

    private const string Style = """
        :root { color-scheme: dark; font: 13px/1.35 system-ui, sans-serif; }
        body { margin: 0; height: 100vh; display: flex; flex-direction: column; background: #000; }
        header { padding: .4rem .6rem; overflow-wrap: anywhere; }
        h1 { font-size: 1rem; margin: 0; } label { margin-right: 1rem; } output { font-variant-numeric: tabular-nums; }
        main { flex: 1; min-height: 0; position: relative; }
        """;

    // Colours are named as NiiVue names its colour maps.
    private const string Script = """
        const state = document.body.dataset;
        const read = (name, more) => niivue.NVImage.loadFromBase64(
            { base64: document.getElementById(name).textContent, name: `${name}.nii.gz`, ...more });
        const view = new niivue.Niivue({
            dragAndDropEnabled: false, isColorbar: false, crosshairWidth: 0.5,
            onLocationChange: place => document.querySelector('output').textContent = place.string,
        });
        (async () => {
            await view.attachTo('view');
            view.addVolume(await read('result', { colormap: 'gray', cal_min: 0, cal_max: 255 }));
            for (const box of document.querySelectorAll('input')) {
                const mask = { colormap: box.dataset.colour, opacity: 0.35, cal_min: 0.5, cal_max: 1 };
                view.addVolume(await read(box.dataset.mask, mask));
                const index = view.volumes.length - 1;
                box.onchange = () => view.setOpacity(index, box.checked ? mask.opacity : 0);
            }
            view.setSliceType(view.sliceTypeMultiplanar);
            view.scene.crosshairPos = view.mm2frac(JSON.parse(state.start));
            view.createOnLocationChange();
            view.drawScene();
            state.volumes = view.volumes.length;
            state.state = 'ready';
        })().catch(fault => {
            state.state = 'failed';
            document.querySelector('output').textContent = `This browser cannot show it: ${fault.message ?? fault}`;
        });
        """;

    /// <summary>The page.</summary>
    /// <param name="path">The name of the scan.</param>
    /// <param name="result">What became of it.</param>
    /// <param name="viewer">Where NiiVue lies, relative to the page.</param>
    public static string Build(string path, Volume result, string viewer)
    {
        var world = UprightWorld.Grid2World(result) * result.Grid.World2Grid;
        using var shown = Shrunk(result);
        var values = shown.ToArray();
        var window = IntensityWindow.Of(values);
        var masks = Masks(result).ToList();
        var name = Html.Text(path);
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>{name}</title><style>
            {Style}
            </style></head>
            <body data-start="{Start(result, world)}">
            <header><h1>{name}</h1>
            <p>{Html.Text(string.Join("; ", result.Quality?.Reasons ?? []))}</p>
            {string.Join('\n', masks.Select(mask => mask.Box))}
            <output></output></header>
            <main><canvas id="view"></canvas></main>
            {Data("result", world, shown.Grid, Array.ConvertAll(values, window.Grey))}
            {string.Join('\n', masks.Select(mask => Data(mask.Id, world, mask.Voxels)))}
            <script src="{viewer}"></script>
            <script>
            {Script}
            </script>
            </body>
            </html>

            """;
    }

    /// <summary>The place at which a person looks first, mm: where the cut comes nearest to the brain, or else the
    /// middle.</summary>
    private static string Start(Volume result, AffineMatrix world)
    {
        var grid = result.Grid;
        var (x, y, z) = grid.Grid2World.Apply((grid.Nx - 1) / 2.0, (grid.Ny - 1) / 2.0, (grid.Nz - 1) / 2.0);
        if (result.NearestToBrain is [var nearest, ..])
        {
            (x, y, z) = (nearest.X, nearest.Y, nearest.Z);
        }

        (x, y, z) = world.Apply(x, y, z);
        return FormattableString.Invariant($"[{x:0.0},{y:0.0},{z:0.0}]");
    }

    private static Image Shrunk(Volume result)
    {
        using var image = Image.FromVolume(result, CPU);
        return Resampling.Shrink(image, Spacing);
    }

    private static IEnumerable<(string Id, string Box, Mask Voxels)> Masks(Volume result)
    {
        if (result.FaceMask is { } removed)
        {
            yield return ("removed", Box("removed", "blue", "what was removed"), removed);
        }

        if (result.FaceSeen is { } seen)
        {
            yield return ("seen", Box("seen", "red", "what a second look takes for a face"), seen);
        }
    }

    private static string Box(string id, string colour, string meaning) =>
        $"<label><input type=\"checkbox\" id=\"show-{id}\" data-mask=\"{id}\" data-colour=\"{colour}\" checked> "
        + $"{colour}: {meaning}</label>";

    private static string Data(string id, AffineMatrix world, Mask mask)
    {
        using var shares = Resampling.Shrink(mask, Spacing, CPU);
        return Data(id, world, shares.Grid,
            Array.ConvertAll(shares.ToArray(), share => share > 0.5f ? (byte)1 : (byte)0));
    }

    /// <summary>Voxels as a compressed NIfTI file that the script reads.</summary>
    private static string Data(string id, AffineMatrix world, VoxelGrid grid, byte[] voxels)
    {
        var upright = new VoxelGrid(grid.Nx, grid.Ny, grid.Nz, world * grid.Grid2World);
        using var file = new MemoryStream();
        NiftiWriter.WriteCompressed(new Volume(upright, VoxelType.UInt8, voxels), file);
        return $"<script type=\"text/plain\" id=\"{id}\">{Convert.ToBase64String(file.ToArray())}</script>";
    }
}
