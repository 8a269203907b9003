namespace RefacePS.Archives;

/// <summary>Takes down what becomes of files. Any thread may call.</summary>
internal interface ILedgerWriter
{
    /// <summary>Writes rows, all or none; they are on the disk when the call returns.</summary>
    void Put(params IReadOnlyCollection<LedgerEntry> entries);
}
