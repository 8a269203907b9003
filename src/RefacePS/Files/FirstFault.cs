namespace RefacePS.Files;

/// <summary>The fault of one of many workers as if it had been alone.</summary>
internal static class FirstFault
{
    /// <summary>Runs parallel work; of what its workers throw, the first is thrown.</summary>
    public static void Of(Action work)
    {
        try
        {
            work();
        }
        catch (AggregateException e)
        {
            var first = e.Flatten().InnerExceptions.OrderBy(fault => fault.Message, StringComparer.Ordinal).First();
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
    }
}
