<#
.SYNOPSIS
    Reproduces the study of Huelnhagen et al., "Refacing of defaced MR images" (ISMRM), on your own scans.
.DESCRIPTION
    Defaces and refaces every scan, measures 17 brain regions on original, defaced and refaced, compares them over the
    cohort, and writes a report. What is done is kept a file a scan, so that a run that was ended goes on where it was:
    give the same folders again. A scan that fails, or whose defacing is doubtful, is listed with its reason and left
    out of the tests.
.PARAMETER Path
    Folder of T1-weighted scans, one a subject and session, with their faces.
.PARAMETER Destination
    Folder for the results: study.html, regions.csv, flagged-regions.csv, measurements.csv, and the volumes.
.EXAMPLE
    ./study.ps1 -Path D:\cohort -Destination D:\study
#>
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $Destination
)

$ErrorActionPreference = 'Stop'
$Destination = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Destination)
$recordFolder = [System.IO.Directory]::CreateDirectory([System.IO.Path]::Combine($Destination, 'measurements')).FullName
$volumeFolder = [System.IO.Path]::Combine($Destination, 'volumes')

# A scan's own three rows, or one with the reason why there are none.
function Measure-Scan([string] $File) {
    $name = [System.IO.Path]::GetFileName($File)
    try {
        $scan = Import-Volume -LiteralPath $File
        $defaced = $scan | Invoke-Deface -WarningAction SilentlyContinue
        if ($defaced.Quality.Status -ne 'Good') {
            throw "defacing was $($defaced.Quality.Status): $($defaced.Quality.Reasons -join '; ')"
        }
        $refaced = $defaced | Invoke-Reface
        $null = $defaced, $refaced | Export-Volume -Destination $volumeFolder -Force
        $scan, $defaced, $refaced | Measure-BrainVolume
    }
    catch {
        $subject, $session = if ($scan) { $scan.Subject, $scan.Session } else { $name, $null }
        foreach ($variant in 'Original', 'Defaced', 'Refaced') {
            [pscustomobject]@{ Subject = $subject; Session = $session; Variant = $variant; Path = $File; Error = "$_" }
        }
    }
}

function Save-Record([string] $RecordFile, [object[]] $Rows) {
    $fields = foreach ($row in $Rows) {
        $values = [System.Collections.Generic.Dictionary[string, object]]::new()
        foreach ($property in $row.PSObject.Properties) {
            $value = $property.Value
            $values[$property.Name] = if ($value -is [enum]) { "$value" } else { $value }
        }
        , $values
    }
    $options = [System.Text.Json.JsonSerializerOptions]::new()
    $options.NumberHandling = 'AllowNamedFloatingPointLiterals'
    [System.IO.File]::WriteAllText("$RecordFile.part", [System.Text.Json.JsonSerializer]::Serialize([object[]] $fields,
        [object[]], $options))
    [System.IO.File]::Move("$RecordFile.part", $RecordFile, $true)
}

function Read-Record([string] $RecordFile) {
    $document = [System.Text.Json.JsonDocument]::Parse([System.IO.File]::ReadAllText($RecordFile))
    foreach ($row in $document.RootElement.EnumerateArray()) {
        $fields = [ordered]@{}
        foreach ($field in $row.EnumerateObject()) {
            $fields[$field.Name] = switch ($field.Value.ValueKind) {
                'Number' { $field.Value.GetDouble() }
                'Null' { $null }
                default { $field.Value.ToString() }
            }
        }
        [pscustomobject] $fields
    }
}

function Save-Csv([string] $CsvFile, [object[]] $Rows) {
    if (-not $Rows) { return }
    $names = @([System.Linq.Enumerable]::Distinct([string[]] @($Rows | ForEach-Object { $_.PSObject.Properties.Name })))
    $quote = { param($value) '"' + [System.Convert]::ToString($value, [cultureinfo]::InvariantCulture).Replace('"',
        '""') + '"' }
    $lines = @(($names | ForEach-Object { & $quote $_ }) -join ',')
    $lines += foreach ($row in $Rows) { ($names | ForEach-Object { & $quote $row.$_ }) -join ',' }
    [System.IO.File]::WriteAllLines($CsvFile, [string[]] $lines)
}

$folder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
$files = @([System.IO.Directory]::GetFiles($folder) | Where-Object { $_ -match '\.nii(\.gz)?$' })
[array]::Sort($files, [System.StringComparer]::Ordinal)
$clock = [System.Diagnostics.Stopwatch]::StartNew()
$rows = for ($i = 0; $i -lt $files.Count; $i++) {
    $record = [System.IO.Path]::Combine($recordFolder, [System.IO.Path]::GetFileName($files[$i]) + '.json')
    if (-not [System.IO.File]::Exists($record)) {
        Save-Record $record @(Measure-Scan $files[$i])
        $name = [System.IO.Path]::GetFileName($files[$i])
        $seconds = [int] $clock.Elapsed.TotalSeconds
        [Console]::Error.WriteLine("$($i + 1) of $($files.Count)  $name  $seconds s")
    }
    Read-Record $record
}

$study = $rows | Compare-Cohort -Summary -ReportPath ([System.IO.Path]::Combine($Destination,
    'study.html')) -ScanFolder $volumeFolder -Force
Save-Csv ([System.IO.Path]::Combine($Destination, 'measurements.csv')) $rows
Save-Csv ([System.IO.Path]::Combine($Destination, 'regions.csv')) $study.Rows
Save-Csv ([System.IO.Path]::Combine($Destination, 'flagged-regions.csv')) $study.FlaggedRows
$study
