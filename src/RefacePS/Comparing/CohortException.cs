namespace RefacePS.Comparing;

/// <summary>Reason for which a cohort cannot be compared at all. The name is the error id.</summary>
public enum CohortFault
{
    /// <summary>No measurement has a property of that name.</summary>
    PropertyNotFound,

    /// <summary>No measurement is of the variant that the others are to be held against.</summary>
    ReferenceVariantNotFound,

    /// <summary>There is no column of that name, or no column of numbers at all.</summary>
    RegionNotFound,

    /// <summary>No two measurements can be paired.</summary>
    NoPairs,

    /// <summary>There is one pair; a cohort has at least two.</summary>
    TooFewPairs,

    /// <summary>The exact distribution is asked for more pairs than it is computed for.</summary>
    TooManyPairsForExact,
}

/// <summary>A cohort cannot be compared.</summary>
public sealed class CohortException : RefacePSException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="fault">What is wrong; becomes the error id.</param>
    /// <param name="message">What is wrong and what to do.</param>
    public CohortException(CohortFault fault, string message)
        : base(fault.ToString(), message) => Fault = fault;

    /// <summary>The fault.</summary>
    public CohortFault Fault { get; }
}
