namespace RefacePS.Compute;

/// <summary>The device asked for is not one, or is not there.</summary>
public sealed class ComputeDeviceException : RefacePSException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="errorId">Stable id of the fault.</param>
    /// <param name="device">The device as asked for.</param>
    /// <param name="message">What is wrong and what to do.</param>
    public ComputeDeviceException(string errorId, string device, string message)
        : base(errorId, message) => Device = device;

    /// <summary>The device as asked for.</summary>
    public string Device { get; }
}
