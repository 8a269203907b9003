namespace RefacePS.Archives;

/// <summary>Takes faces off scans, for a run over an archive.</summary>
public interface IScanProtector
{
    /// <summary>Everything but the scan that decides what comes of a treatment. Quick, and the same for the same
    /// result.</summary>
    /// <param name="treatment">What is done.</param>
    string Parameters(Treatment treatment);

    /// <summary>Begins with a session. To be used by the thread that calls, and several threads may call.</summary>
    ISessionProtector Open();
}

/// <summary>Takes faces off the scans of one session, which share the place of the head.</summary>
public interface ISessionProtector : IDisposable
{
    /// <summary>Finds the head of a scan for itself, and remembers it for other images of the session.</summary>
    /// <param name="head">The scan.</param>
    /// <param name="treatment">Reface or Deface.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>The treated scan, with its mask and quality.</returns>
    Volume ProtectHead(Volume head, Treatment treatment, CancellationToken cancel);

    /// <summary>Only finds where a head lies, and remembers it for other images of the session.</summary>
    void Locate(Volume head, CancellationToken cancel);

    /// <summary>Treats another image of the session, by the place of the nearest head that it fits.</summary>
    /// <param name="companion">The image.</param>
    /// <param name="treatment">Deface, or Clear for a map.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>The treated image, with its mask and quality.</returns>
    Volume ProtectCompanion(Volume companion, Treatment treatment, CancellationToken cancel);
}
