namespace RefacePS.Refacing.Training;

/// <summary>The order in which an epoch shows its samples: shuffled anew for each, and the same for the same
/// seed.</summary>
/// <param name="samples">Samples in an epoch.</param>
/// <param name="seed">The seed of the training.</param>
internal sealed class EpochOrder(int samples, int seed)
{
    private (int Epoch, int[] Order) shuffled = (-1, []);

    /// <summary>Indices of the samples in their order.</summary>
    public int[] Of(int epoch)
    {
        if (shuffled.Epoch != epoch)
        {
            var order = Enumerable.Range(0, samples).ToArray();
            RandomStream.Order.At(seed, epoch).Shuffle(order);
            shuffled = (epoch, order);
        }

        return shuffled.Order;
    }
}
