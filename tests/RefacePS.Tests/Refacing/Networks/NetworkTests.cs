using RefacePS.Refacing.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.Networks;

public sealed class NetworkTests : NetworkTest
{
    [Fact]
    public void Generator_of_the_published_size_has_the_published_parameters()
    {
        using var generator = new UnetGenerator(new UnetOptions());
        Assert.Equal(54_409_857, generator.parameters().Sum(parameter => parameter.numel()));
    }

    [Fact]
    public void Discriminator_of_the_published_size_has_the_published_parameters_and_patches()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var discriminator = new PatchDiscriminator(new DiscriminatorOptions());

        Assert.Equal(2_766_657, discriminator.parameters().Sum(parameter => parameter.numel()));
        Assert.Equal([1, 1, 30, 30], discriminator.call(zeros(1, 4, 256, 256)).shape);
    }

    [Fact]
    public void A_patch_sees_70_pixels()
    {
        using var scope = NewDisposeScope();
        using var discriminator = new PatchDiscriminator(new DiscriminatorOptions(Filters: 4));
        var image = rand(1, 4, 256, 256).requires_grad_(true);

        // Convolutions alone: instance norm lets every pixel touch every patch a little through its mean.
        var logits = discriminator.modules().OfType<TorchSharp.Modules.Conv2d>()
            .Aggregate(image, (current, layer) => layer.call(current));
        logits[0, 0, 15, 15].backward();

        var touched = image.grad!.abs().amax([0, 1, 2]).gt(0).nonzero();
        Assert.Equal(70, (touched.max() - touched.min()).item<long>() + 1);
    }

    [Theory]
    [InlineData(2, 4, 32, 64)]
    [InlineData(5, 4, 32, 32)]
    [InlineData(6, 8, 128, 64)]
    public void Generator_keeps_the_size_and_stays_within_one(int depth, int filters, int rows, int columns)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var generator = new UnetGenerator(new UnetOptions(Depth: depth, Filters: filters));

        var output = generator.call(10 * randn(2, 3, rows, columns));

        Assert.Equal([2, 1, rows, columns], output.shape);
        Assert.InRange(output.abs().max().item<float>(), 0.001f, 1f);
    }

    [Fact]
    public void What_shares_the_batch_changes_nothing()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var generator = new UnetGenerator(new UnetOptions(Depth: 5, Filters: 8));
        var images = randn(3, 3, 32, 32);

        var together = generator.call(images)[1];
        var alone = generator.call(images.narrow(0, 1, 1))[0];

        // Different blocking of the same sums: some ulps of values up to 1.
        Assert.InRange((together - alone).abs().max().item<float>(), 0, 1e-5f);
    }

    [Fact]
    public void Norm_is_instance_norm()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var norm = (TorchSharp.Modules.GroupNorm)Layers.InstanceNorm(2, 5);
        norm.weight = Parameter(randn(5));
        norm.bias = Parameter(randn(5));
        var images = 3 * randn(2, 5, 8, 8) + 7;

        var expected = nn.functional.instance_norm(images, null, null, norm.weight, norm.bias, true, 0.1, 1e-5);

        Assert.InRange((norm.call(images) - expected).abs().max().item<float>(), 0, 1e-5f);
    }

    [Fact]
    public void Norm_of_volumes_is_instance_norm()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var norm = (TorchSharp.Modules.InstanceNorm3d)Layers.InstanceNorm(3, 4);
        norm.weight = Parameter(randn(4));
        norm.bias = Parameter(randn(4));
        var volumes = 3 * randn([2, 4, 6, 8, 10]) + 7;

        var (mean, variance) =
            (volumes.mean([2, 3, 4], keepdim: true), volumes.var([2, 3, 4], unbiased: false, keepdim: true));
        var expected = (volumes - mean) / (variance + 1e-5)
            .sqrt() * norm.weight!.reshape(1, 4, 1, 1, 1) + norm.bias!.reshape(1, 4, 1, 1, 1);

        Assert.InRange((norm.call(volumes) - expected).abs().max().item<float>(), 0, 1e-4f);
    }

    [Fact]
    public void Networks_of_volumes_take_volumes()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var generator = new UnetGenerator(new UnetOptions(Depth: 3, Filters: 4, Dimensions: 3));
        using var discriminator = new PatchDiscriminator(
            new DiscriminatorOptions(Filters: 4, Layers: 2, Dimensions: 3));

        var output = generator.call(10 * randn([1, 3, 16, 32, 24]));

        Assert.Equal([1, 1, 16, 32, 24], output.shape);
        Assert.InRange(output.abs().max().item<float>(), 0.001f, 1f);
        Assert.Equal([1, 1, 2, 6, 4], discriminator.call(randn([1, 4, 16, 32, 24])).shape);
    }

    [Fact]
    public void Weights_start_as_published()
    {
        using var generator = new UnetGenerator(new UnetOptions(Depth: 4, Filters: 16));
        foreach (var (name, parameter) in generator.named_parameters())
        {
            var (mean, deviation) = name switch
            {
                _ when name.EndsWith("bias", StringComparison.Ordinal) => (0.0, 0.0),
                _ when name.Contains("norm", StringComparison.Ordinal) => (1.0, 0.02),
                _ => (0.0, 0.02),
            };

            // Five standard errors of the mean and of the deviation of as many draws.
            var error = 5 * deviation / Math.Sqrt(parameter.numel());
            Assert.InRange(parameter.mean().item<float>(), mean - error - 1e-7, mean + error + 1e-7);
            if (parameter.numel() > 1)
            {
                Assert.InRange(parameter.std().item<float>(), deviation - error - 1e-7, deviation + error + 1e-7);
            }
        }
    }

    [Theory]
    [InlineData(32, 48)]
    [InlineData(40, 32)]
    [InlineData(0, 32)]
    public void Sides_that_do_not_halve_are_refused(int rows, int columns) =>
        Assert.Throws<ArgumentException>(() => new UnetOptions(Depth: 5).RequireSides(rows, columns));

    private static TorchSharp.Modules.Parameter Parameter(Tensor values) => new(values);
}
