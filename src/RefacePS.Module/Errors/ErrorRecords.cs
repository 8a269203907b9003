using System.Management.Automation;
using RefacePS.Archives;
using RefacePS.Archives.Slurm;
using RefacePS.Atlases;
using RefacePS.Comparing;
using RefacePS.Compute;
using RefacePS.Files;
using RefacePS.Morphometry;
using RefacePS.Privacy;
using RefacePS.Refacing;
using RefacePS.Refacing.Models;
using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Refacing.Training;

namespace RefacePS.Errors;

/// <summary>Turns what the library throws into what PowerShell reports.</summary>
internal static class ErrorRecords
{
    /// <summary>An error record with the exception's own id, or its type's name where the library did not foresee
    /// it.</summary>
    public static ErrorRecord From(Exception exception, object? target) => new(
        exception, (exception as RefacePSException)?.ErrorId ?? exception.GetType().Name,
        CategoryOf(exception), target);

    /// <summary>The file that an exception is about, or null.</summary>
    public static string? PathOf(RefacePSException exception) =>
        (exception as VolumeFormatException)?.Path ?? (exception as VolumeFileException)?.Path;

    private static ErrorCategory CategoryOf(Exception exception) => exception switch
    {
        VolumeFileException file => CategoryOf(file.Fault),
        VolumeFormatException { Fault: VolumeFormatFault.VolumeTooLarge } => ErrorCategory.LimitsExceeded,
        VolumeFormatException => ErrorCategory.InvalidData,
        ArchiveException archive => CategoryOf(archive.Fault),
        SlurmException slurm => CategoryOf(slurm.Fault),
        TaskFailureException => ErrorCategory.InvalidResult,
        InputPathException => ErrorCategory.InvalidArgument,
        TorchUnavailableException => ErrorCategory.NotInstalled,
        ComputeDeviceException { ErrorId: "UnknownDevice" } => ErrorCategory.InvalidArgument,
        ComputeDeviceException => ErrorCategory.DeviceError,
        HeadNotFoundException or NothingRemovedException => ErrorCategory.InvalidData,
        CohortException cohort => CategoryOf(cohort.Fault),
        MeasurementException => ErrorCategory.InvalidData,
        RiskException risk => CategoryOf(risk.Fault),
        MergeMismatchException or AtlasMismatchException => ErrorCategory.InvalidArgument,
        HeadAtlasException or BrainAtlasException or ModelNotFoundException => ErrorCategory.ObjectNotFound,
        ModelInvalidException or TrainingDataInvalidException or CheckpointInvalidException or AtlasSourceException =>
            ErrorCategory.InvalidData,
        OutOfMemoryException => ErrorCategory.ResourceUnavailable,
        _ => ErrorCategory.NotSpecified,
    };

    private static ErrorCategory CategoryOf(CohortFault fault) => fault switch
    {
        CohortFault.PropertyNotFound or CohortFault.ReferenceVariantNotFound or CohortFault.RegionNotFound =>
            ErrorCategory.ObjectNotFound,
        CohortFault.TooManyPairsForExact => ErrorCategory.LimitsExceeded,
        _ => ErrorCategory.InvalidData,
    };

    private static ErrorCategory CategoryOf(RiskFault fault) => fault switch
    {
        RiskFault.OwnerNotInGallery => ErrorCategory.ObjectNotFound,
        RiskFault.DuplicateSubject => ErrorCategory.ResourceExists,
        _ => ErrorCategory.InvalidData,
    };

    private static ErrorCategory CategoryOf(VolumeFileFault fault) => fault switch
    {
        VolumeFileFault.VolumeNotFound or VolumeFileFault.ContentNotFetched => ErrorCategory.ObjectNotFound,
        VolumeFileFault.PathIsFolder or VolumeFileFault.FormatMismatch or VolumeFileFault.NotRegularFile =>
            ErrorCategory.InvalidArgument,
        VolumeFileFault.AccessDenied or VolumeFileFault.DestinationNotWritable => ErrorCategory.PermissionDenied,
        VolumeFileFault.ReadFailed => ErrorCategory.ReadError,
        VolumeFileFault.DestinationExists => ErrorCategory.ResourceExists,
        VolumeFileFault.DestinationIsInput or VolumeFileFault.NotWritableAsDicom => ErrorCategory.InvalidOperation,
        VolumeFileFault.SourceChanged => ErrorCategory.ResourceBusy,
        VolumeFileFault.DiskFull => ErrorCategory.WriteError,
        _ => ErrorCategory.NotSpecified,
    };

    private static ErrorCategory CategoryOf(ArchiveFault fault) => fault switch
    {
        ArchiveFault.ArchiveNotFound or ArchiveFault.LedgerNotFound => ErrorCategory.ObjectNotFound,
        ArchiveFault.ArchivesOverlap or ArchiveFault.DestinationUsedTwice or ArchiveFault.DestinationLeadsOut =>
            ErrorCategory.InvalidArgument,
        ArchiveFault.DestinationNotEmpty => ErrorCategory.ResourceExists,
        ArchiveFault.ArchiveInUse or ArchiveFault.InputChanged => ErrorCategory.ResourceBusy,
        ArchiveFault.LedgerUnusable => ErrorCategory.OpenError,
        ArchiveFault.ScanNotProtected => ErrorCategory.InvalidResult,
        _ => ErrorCategory.InvalidData,
    };

    private static ErrorCategory CategoryOf(SlurmFault fault) => fault switch
    {
        SlurmFault.SlurmNotFound => ErrorCategory.NotInstalled,
        SlurmFault.SlurmRefused => ErrorCategory.PermissionDenied,
        SlurmFault.SlurmUnreachable => ErrorCategory.ConnectionError,
        SlurmFault.SlurmJobCancelled => ErrorCategory.OperationStopped,
        SlurmFault.ManifestNotFound => ErrorCategory.ObjectNotFound,
        _ => ErrorCategory.ResourceUnavailable,
    };
}
