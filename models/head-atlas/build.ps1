<#
.SYNOPSIS
Makes the head atlas that ships.
.DESCRIPTION
Averages the heads of a cohort: whole heads in the folder train, label maps of the same names in the folder labels (0
outside the skull, 1 cerebrospinal fluid, above 1 brain). The atlas here is of 100 adults of the IXI dataset; LICENSE.md
says whom to name.
.PARAMETER Cohort
The folder of the cohort.
.PARAMETER Destination
Where the atlas goes; here by default.
.EXAMPLE
./build.ps1 -Cohort ~/ixi -Destination ~/my-atlas
#>
param(
    [Parameter(Mandatory)] [string] $Cohort,
    [string] $Destination = $PSScriptRoot
)

$atlas = @{
    Path           = "$Cohort/train/*.nii.gz"
    LabelPath      = "$Cohort/labels"
    Destination    = $Destination
    Name           = 'head-atlas'
    Version        = '1.0.0'
    SubjectPattern = '^[^_]+'
    Licence        = 'CC BY-SA 3.0'
    Attribution    = -join @(
        'Average of 100 T1-weighted scans of the IXI dataset (Hammersmith Hospital; ',
        'brain-development.org/ixi-dataset), CC BY-SA 3.0, in the 2 mm copies of CBICA/NiChart_Project with its ',
        'DLMUSE label maps. Changed: heads aligned, averaged, mirrored and scaled; no scan of a person is part of it.')
    Force          = $true
}
New-HeadAtlas @atlas
