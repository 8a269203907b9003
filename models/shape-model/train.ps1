<#
.SYNOPSIS
Trains the model shape-model that ships.
.DESCRIPTION
Learns from the whole heads in the folder train of a cohort: 94 adults of the IXI dataset, and 6 held out, the same as
for pix2pix. It takes about half an hour on one processor core, can be stopped at any moment, and goes on where it was
when it is run again with the same work folder. LICENSE.md says whom to name.
.PARAMETER Cohort
The folder of the cohort.
.PARAMETER WorkFolder
Where prepared heads and the shapes found so far go. It will hold real faces: never share it.
.PARAMETER Destination
Where the model goes; here by default.
.EXAMPLE
./train.ps1 -Cohort ~/ixi -WorkFolder ~/training -Destination ~/my-model
#>
param(
    [Parameter(Mandatory)] [string] $Cohort,
    [Parameter(Mandatory)] [string] $WorkFolder,
    [string] $Destination = $PSScriptRoot
)

$shared = & "$PSScriptRoot/../ixi.ps1" -Cohort $Cohort -WorkFolder $WorkFolder -Destination $Destination
$model = @{
    Kind        = 'Shape'
    Attribution = -join @(
        'Made from T1-weighted scans of the IXI dataset (Hammersmith Hospital; brain-development.org/ixi-dataset), CC ',
        'BY-SA 3.0, in the 2 mm copies of CBICA/NiChart_Project. Changed: heads aligned, averaged and mirrored, and ',
        'the principal components of their shapes found; no scan or shape of a person is part of the file.')
}
New-RefaceModel @shared @model
