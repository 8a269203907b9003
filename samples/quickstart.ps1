<#
.SYNOPSIS
    Takes the face off a synthetic head, grows an artificial one, and writes both as NIfTI files and pictures.
.PARAMETER Destination
    The folder for the results. What an earlier run left there is replaced.
#>
param(
    [string] $Destination = './quickstart-output'
)

$ErrorActionPreference = 'Stop'
$clock = [System.Diagnostics.Stopwatch]::StartNew()
function Get-Elapsed { '{0,5:0.0} s' -f $clock.Elapsed.TotalSeconds }

$head = Import-Volume -LiteralPath "$PSScriptRoot/head.nii.gz"
"$(Get-Elapsed)  imported   $head"

$defaced = $head | Invoke-Deface
"$(Get-Elapsed)  defaced    $($defaced.Quality)"

$refaced = $defaced | Invoke-Reface
"$(Get-Elapsed)  refaced    with $($refaced.Model)"

$files = @($defaced | Export-Volume -Destination $Destination -Force)
$files += $refaced | Export-Volume -Destination $Destination -IncludeMask -Force
$files += $head, $defaced, $refaced | Export-VolumeImage -Destination $Destination -Force
$files += Export-VolumeImage $head, $defaced, $refaced -Destination "$Destination/before-and-after.png" -Montage -Force
"$(Get-Elapsed)  exported   $($files.Count) files"

@"

Look at
  before-and-after.png            the head, defaced, refaced: a column each
  head_desc-refaced.nii.gz        the result, for any viewer of NIfTI files
  head_desc-refaced.json          what was done to it, and how sure the defacing is
in $($files[0].DirectoryName)

Outside the removed voxels (head_desc-face_mask.nii.gz) the result equals samples/head.nii.gz bit for bit.
"@
