namespace RefacePS.Privacy;

/// <summary>Reason for which a gallery cannot be attacked, or a scan cannot take part. The name is the error
/// id.</summary>
public enum RiskFault
{
    /// <summary>It is not known whose head a scan shows.</summary>
    SubjectUnknown,

    /// <summary>There is a scan of the subject already.</summary>
    DuplicateSubject,

    /// <summary>Too much of a face lies outside the field of view.</summary>
    FaceOutOfView,

    /// <summary>The gallery has no scan of the owner of a face.</summary>
    OwnerNotInGallery,

    /// <summary>The gallery has fewer than two heads.</summary>
    GalleryTooSmall,

    /// <summary>There is no face to look up.</summary>
    NoProbes,
}

/// <summary>A gallery cannot be attacked, or a scan cannot take part.</summary>
/// <param name="fault">What is wrong; becomes the error id.</param>
/// <param name="message">What is wrong and what to do.</param>
public sealed class RiskException(RiskFault fault, string message) : RefacePSException(fault.ToString(), message)
{
    /// <summary>The fault.</summary>
    public RiskFault Fault { get; } = fault;
}
