using RefacePS.Refacing.Networks;
using RefacePS.Refacing.Pix2Pix;
using RefacePS.Refacing.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.Training;

public sealed class Pix2PixTrainerTests : NetworkTest
{
    private static readonly TrainingRecipe Recipe = new()
    {
        Generator = new UnetOptions(Depth: 3, Filters: 4),
        Discriminator = new DiscriminatorOptions(Filters: 4, Layers: 2),
        WeightAverageDecay = 0.5,
        BatchSize = 2,
    };

    private static readonly TrainingRecipe VolumeRecipe = Recipe with
    {
        Generator = new UnetOptions(Depth: 3, Filters: 4, Dimensions: 3),
        Discriminator = new DiscriminatorOptions(Filters: 4, Layers: 2, Dimensions: 3),
        JudgeRemovedPatches = true,
    };

    [Fact]
    public void The_first_losses_are_those_of_a_guess()
    {
        using var scope = NewDisposeScope();
        using var trainer = new Pix2PixTrainer(Recipe, CPU);
        using (no_grad())
        {
            foreach (var parameter in trainer.Discriminator.parameters())
            {
                parameter.zero_();
            }

            foreach (var parameter in trainer.Generator.parameters())
            {
                parameter.zero_();
            }
        }

        var batch = Batch();
        var losses = trainer.Train(batch, learningRate: 1e-9);

        // All logits are 0 and all generated pixels are 0.
        Assert.Equal(Math.Log(2), losses.DReal, 1e-6);
        Assert.Equal(Math.Log(2), losses.DFake, 1e-6);
        Assert.Equal(Math.Log(2), losses.GGan, 1e-5);
        var (kept, removed) = (batch.Target.narrow(3, 0, 8).abs().mean().item<float>(), batch.Target.narrow(3, 8, 8)
            .abs().mean().item<float>());
        Assert.Equal(100 * (kept + 10 * removed) / 11, losses.GL1, 1e-3);
    }

    [Fact]
    public void Both_networks_learn_and_the_average_follows()
    {
        using var scope = NewDisposeScope();
        using var trainer = new Pix2PixTrainer(Recipe, CPU);
        var (generator, discriminator, average) =
            (Copy(trainer.Generator), Copy(trainer.Discriminator), Copy(trainer.Average));

        trainer.Train(Batch(), learningRate: 1e-3);

        // Adam's first step is the learning rate for every weight with a gradient (Kingma and Ba, ICLR 2015, section
        // 2.1).
        Assert.Equal(1e-3, LargestChange(generator, trainer.Generator), 1e-5);
        Assert.Equal(1e-3, LargestChange(discriminator, trainer.Discriminator), 1e-5);

        // After no step before this one the mean keeps 1/10 of what it was.
        var expected = average.Zip(trainer.Generator.parameters()).Select(pair => 0.1 * pair.First + 0.9 * pair.Second);
        Assert.All(expected.Zip(trainer.Average.parameters()), pair =>
            Assert.True(pair.First.allclose(pair.Second, atol: 1e-6)));
    }

    [Fact]
    public void The_discriminator_judges_the_removed_region_alone()
    {
        using var scope = NewDisposeScope();
        using var trainer = new Pix2PixTrainer(Recipe with { LambdaL1 = 0 }, CPU);
        var start = Copy(trainer.Generator);
        var batch = Batch();

        trainer.Train(batch with { Removed = zeros_like(batch.Removed) }, learningRate: 1e-3);
        Assert.Equal(0, LargestChange(start, trainer.Generator));

        trainer.Train(batch, learningRate: 1e-3);
        Assert.True(LargestChange(start, trainer.Generator) > 1e-4);
    }

    [Fact]
    public void A_volume_is_judged_where_something_was_removed_and_its_detail_is_added_to_what_was_there()
    {
        using var scope = NewDisposeScope();
        using var trainer = new Pix2PixTrainer(VolumeRecipe, CPU);
        using (no_grad())
        {
            foreach (var parameter in trainer.Generator.parameters())
            {
                parameter.zero_();
            }
        }

        var target = rand([1, 1, 16, 16, 16]);
        var removed = zeros_like(target);
        removed.narrow(4, 8, 8).fill_(1);
        var onto = target + 0.25 * removed;
        var batch = new TrainingBatch(randn([1, 3, 16, 16, 16]), target, removed, onto);

        // The generator gives nothing, so that what is wrong is what it was given to add to: 0.25, with ten times the
        // weight of the rest.
        Assert.Equal(100 * 10 * 0.25 / 11, trainer.Train(batch, learningRate: 1e-9).GL1, 1e-3);

        var guess = trainer.Train(batch with { Removed = zeros_like(removed) }, learningRate: 1e-9);
        Assert.Equal((0, 0, 0), (guess.DReal, guess.DFake, guess.GGan));
    }

    [Fact]
    public void The_discriminator_of_volumes_sees_the_detail_and_not_what_it_was_added_to()
    {
        using var scope = NewDisposeScope();
        var (input, target) = (randn([1, 3, 16, 16, 16]), rand([1, 1, 16, 16, 16]));
        var removed = zeros_like(target);
        removed.narrow(4, 8, 8).fill_(1);

        // Quarters, which sums and differences of floats keep exactly.
        var (detail, brightness) = ((target * 4).round() / 4, 0.5);
        StepLosses Losses(Tensor onto)
        {
            using var trainer = new Pix2PixTrainer(VolumeRecipe, CPU);
            return trainer.Train(new TrainingBatch(input, detail + onto, removed, onto), learningRate: 1e-9);
        }

        var (plain, bright) = (Losses(zeros_like(target)), Losses(full_like(target, brightness)));

        Assert.Equal(plain.DReal, bright.DReal, 1e-6);
        Assert.Equal(plain.DFake, bright.DFake, 1e-5);
    }

    [Fact]
    public void Steps_leave_no_tensor_behind()
    {
        using var scope = NewDisposeScope();
        using var trainer = new Pix2PixTrainer(Recipe, CPU);
        var sampler = new SliceSampler(SyntheticHeads.Make(2, seed: 1), Recipe);
        long Live(int step)
        {
            using (NewDisposeScope())
            {
                trainer.Train(sampler.Draw(step, CPU), 1e-4);
            }

            return DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        }

        Live(0);
        var afterSecond = Live(1);
        var afterMore = Enumerable.Range(2, 6).Select(Live).ToArray();

        Assert.All(afterMore, live => Assert.Equal(afterSecond, live));
    }

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(99, 1.0)]
    [InlineData(100, 100 / 101.0)]
    [InlineData(150, 50 / 101.0)]
    [InlineData(199, 1 / 101.0)]
    public void The_learning_rate_falls_as_published(int epoch, double share) =>
        Assert.Equal(2e-4 * share, new TrainingRecipe().LearningRateAt(epoch), 1e-12);

    private static TrainingBatch Batch()
    {
        var removed = zeros(2, 1, 16, 16);
        removed.narrow(3, 8, 8).fill_(1);
        return new TrainingBatch(randn(2, 3, 16, 16), randn(2, 1, 16, 16).tanh(), removed);
    }

    private static Tensor[] Copy(nn.Module network) =>
        [.. network.parameters().Select(parameter => parameter.detach().clone())];

    private static float LargestChange(Tensor[] before, nn.Module network) =>
        before.Zip(network.parameters()).Max(pair => (pair.First - pair.Second).abs().max().item<float>());
}
