# What the suite shares: the module as a user has it, and small scans to work on.

$repository = Split-Path (Split-Path $PSScriptRoot)
$work = Join-Path ([System.IO.Path]::GetTempPath()) "refaceps-pester-$PID"
$modulePath = Join-Path $work 'modules'

function Install-ModuleUnderTest {
    <#
    .SYNOPSIS
    Installs the built module in a module path of its own and imports it by name, as a user does.
    #>
    [CmdletBinding()]
    param()

    if (-not (Test-Path $modulePath)) {
        $built = [System.IO.Path]::Combine($repository, 'output', 'RefacePS')
        $null = Copy-Item $built (Join-Path $modulePath 'RefacePS') -Recurse
        $env:PSModulePath = $modulePath + [System.IO.Path]::PathSeparator + $env:PSModulePath
    }

    Import-Module RefacePS -Global -Force
}

function Get-ModulePathUnderTest {
    <#
    .SYNOPSIS
    The folder of modules that the module under test is installed in.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param()

    $modulePath
}

function Invoke-Session {
    <#
    .SYNOPSIS
    Runs a script in a pwsh of its own, whose session has a culture from its start, as those of users have. Unix alone
    takes the culture from the environment.
    #>
    [CmdletBinding()]
    param(
        # Language and region, such as de_DE.
        [Parameter(Mandatory, Position = 0)]
        [string] $Culture,

        [Parameter(Mandatory, Position = 1)]
        [scriptblock] $Script,

        # What the script finds in $args.
        [Parameter(ValueFromRemainingArguments)]
        [string[]] $Arguments
    )

    $quoted = $Arguments | ForEach-Object { "'" + $_.Replace("'", "''") + "'" }
    $before = $env:LC_ALL
    try {
        $env:LC_ALL = "$Culture.UTF-8"
        pwsh -NoProfile -NonInteractive -Command "& { $Script } $quoted"
    }
    finally {
        $env:LC_ALL = $before
    }
}

function Get-SampleHead {
    <#
    .SYNOPSIS
    The synthetic head of the samples (int16, its place by sform alone) with every third voxel along each axis: a whole
    head that computes quickly.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        # All its voxels, which take a while to read.
        [switch] $Whole
    )

    $sample = [System.IO.Path]::Combine($repository, 'samples', 'head.nii.gz')
    if ($Whole) { return $sample }
    $path = Join-Path $work 'head.nii.gz'
    if (-not (Test-Path $path)) {
        $null = New-Item $work -ItemType Directory -Force
        $bytes = Read-Compressed $sample
        $columns, $rows, $slices = foreach ($axis in 0..2) { [System.BitConverter]::ToInt16($bytes, 42 + 2 * $axis) }
        $thin = [System.IO.MemoryStream]::new()
        for ($slice = 0; $slice -lt $slices; $slice += 3) {
            for ($row = 0; $row -lt $rows; $row += 3) {
                $start = 352 + 2 * ($slice * $rows + $row) * $columns
                for ($column = 0; $column -lt $columns; $column += 3) { $thin.Write($bytes, $start + 2 * $column, 2) }
            }
        }

        foreach ($axis in 0..2) {
            $length = [int16][System.Math]::Ceiling([System.BitConverter]::ToInt16($bytes, 42 + 2 * $axis) / 3)
            [System.BitConverter]::GetBytes($length).CopyTo($bytes, 42 + 2 * $axis)
            foreach ($at in @(80 + 4 * $axis) + (0..2 | ForEach-Object { 280 + 16 * $_ + 4 * $axis })) {
                $scaled = [float](3 * [System.BitConverter]::ToSingle($bytes, $at))
                [System.BitConverter]::GetBytes($scaled).CopyTo($bytes, $at)
            }
        }

        Write-Compressed $path $bytes[0..351], $thin.ToArray()
    }
    $path
}

function Read-Compressed {
    <#
    .SYNOPSIS
    The content of a gzip file.
    #>
    [CmdletBinding()]
    [OutputType([byte[]])]
    param([string] $Path)

    $source = [System.IO.Compression.GZipStream]::new([System.IO.File]::OpenRead($Path),
        [System.IO.Compression.CompressionMode]::Decompress)
    $content = [System.IO.MemoryStream]::new()
    $source.CopyTo($content)
    $source.Dispose()
    , $content.ToArray()
}

function Write-Compressed {
    <#
    .SYNOPSIS
    Writes parts of a file, one after another, as a gzip file.
    #>
    [CmdletBinding()]
    param([string] $Path, [byte[][]] $Content)

    $target = [System.IO.Compression.GZipStream]::new([System.IO.File]::Create($Path),
        [System.IO.Compression.CompressionLevel]::Fastest)
    foreach ($part in $Content) { $target.Write($part) }
    $target.Dispose()
}

function Write-Scan {
    <#
    .SYNOPSIS
    Writes a small NIfTI-1 file (nifti1.h), compressed if its name ends in .gz, and gives its path.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $Path,

        # dim: the number of dimensions, then their lengths.
        [int16[]] $Dimension = @(3, 4, 5, 6, 1, 1, 1, 1),

        [int16] $DataType = 4,

        [int16] $BitsPerVoxel = 16,

        # First element of srow_x.
        [float] $Scale = 2,

        # How many bytes of voxels there are; by default as many as the header claims.
        [int] $VoxelBytes = -1,

        # The value of every byte of the voxels.
        [byte] $Value = 7
    )

    $header = [byte[]]::new(352)
    $stream = [System.IO.MemoryStream]::new($header)
    $writer = [System.IO.BinaryWriter]::new($stream)
    $writer.Write([int]348)
    $stream.Position = 40
    foreach ($length in $Dimension) { $writer.Write($length) }
    $stream.Position = 70
    $writer.Write($DataType)
    $writer.Write($BitsPerVoxel)
    $stream.Position = 76
    foreach ($axis in 0..7) { $writer.Write([float]2) }
    $stream.Position = 108
    $writer.Write([float]352)
    $stream.Position = 254
    $writer.Write([int16]1)
    $stream.Position = 280
    $writer.Write($Scale)
    $stream.Position = 300
    $writer.Write([float]2)
    $stream.Position = 320
    $writer.Write([float]2)
    $stream.Position = 344
    $writer.Write([byte[]](0x6e, 0x2b, 0x31, 0))

    if ($VoxelBytes -lt 0) {
        $VoxelBytes = $BitsPerVoxel / 8
        foreach ($axis in 1..$Dimension[0]) { $VoxelBytes *= $Dimension[$axis] }
    }

    $voxels = [byte[]]::new($VoxelBytes)
    [array]::Fill($voxels, $Value)
    $null = New-Item (Split-Path $Path) -ItemType Directory -Force
    $file = [System.IO.File]::Create($Path)
    $target = $Path.EndsWith('.gz') ? [System.IO.Compression.GZipStream]::new($file,
        [System.IO.Compression.CompressionLevel]::Fastest) : $file
    $target.Write($header)
    $target.Write($voxels)
    $target.Dispose()
    $file.Dispose()
    $Path
}

function Write-Slice {
    <#
    .SYNOPSIS
    Writes a small MR slice as a DICOM file (PS3.10, explicit little endian), and gives its path.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $Path,

        # Place in mm, along the axis of the body.
        [double] $Z = 0,

        # Instance number, which makes the UID.
        [int] $Number = 1,

        [uint16] $Columns = 4,

        # MR Image Storage.
        [string] $Class = '1.2.840.10008.5.1.4.1.1.4',

        [string] $Syntax = '1.2.840.10008.1.2.1',

        # Pixel data in place of the usual, with its item headers.
        [byte[]] $Fragments
    )

    $stream = [System.IO.MemoryStream]::new()
    $stream.Write([byte[]]::new(128))
    $stream.Write([System.Text.Encoding]::ASCII.GetBytes('DICM'))
    $place = [string]::Format([cultureinfo]::InvariantCulture, '0\0\{0}', $Z)
    $elements = @(
        @(0x0002, 0x0010, 'UI', $Syntax), @(0x0008, 0x0016, 'UI', $Class), @(0x0008, 0x0018, 'UI', "1.2.3.$Number"),
        @(0x0008, 0x0060, 'CS', 'MR'), @(0x0010, 0x0020, 'LO', '01'), @(0x0020, 0x000D, 'UI', '1.2.3'),
        @(0x0020, 0x000E, 'UI', '1.2.4'), @(0x0020, 0x0013, 'IS', "$Number"), @(0x0020, 0x0032, 'DS', $place),
        @(0x0020, 0x0037, 'DS', '1\0\0\0\1\0'), @(0x0028, 0x0002, 'US', 1), @(0x0028, 0x0004, 'CS', 'MONOCHROME2'),
        @(0x0028, 0x0010, 'US', 3), @(0x0028, 0x0011, 'US', $Columns), @(0x0028, 0x0030, 'DS', '1\1'),
        @(0x0028, 0x0100, 'US', 16), @(0x0028, 0x0101, 'US', 16), @(0x0028, 0x0102, 'US', 15),
            @(0x0028, 0x0103, 'US', 0))
    foreach ($element in $elements) {
        $group, $number, $representation, $content = $element
        [byte[]] $value = if ($representation -eq 'US') { [System.BitConverter]::GetBytes([uint16] $content) } else {
            $filling = if ($representation -eq 'UI') { "`0" } else { ' ' }
            [System.Text.Encoding]::ASCII.GetBytes($content.Length % 2 ? $content + $filling : $content)
        }
        $stream.Write([System.BitConverter]::GetBytes([uint16] $group))
        $stream.Write([System.BitConverter]::GetBytes([uint16] $number))
        $stream.Write([System.Text.Encoding]::ASCII.GetBytes($representation))
        $stream.Write([System.BitConverter]::GetBytes([uint16] $value.Length))
        $stream.Write($value)
    }

    [byte[]] $pixels = $Fragments ? $Fragments : [byte[]] (@(7) * ($Columns * 6))
    $stream.Write([byte[]] (0xE0, 0x7F, 0x10, 0, 0x4F, 0x57, 0, 0))
    $stream.Write([System.BitConverter]::GetBytes($Fragments ? [uint32]::MaxValue : [uint32] $pixels.Length))
    $stream.Write($pixels)
    $null = New-Item (Split-Path $Path) -ItemType Directory -Force
    [System.IO.File]::WriteAllBytes($Path, $stream.ToArray())
    $Path
}

function Copy-Image {
    <#
    .SYNOPSIS
    Copies a compressed NIfTI-1 file of int16 or bytes, moved forward in space by its sform, or without the front of its
    second axis.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [string] $Path,

        [Parameter(Mandatory)]
        [string] $Destination,

        # In mm.
        [float] $Forward = 0,

        # The share of the second axis that stays.
        [double] $Kept = 1
    )

    $bytes = Read-Compressed $Path
    $shape = foreach ($axis in 0..2) { [System.BitConverter]::ToInt16($bytes, 42 + 2 * $axis) }
    $rows = [int16][System.Math]::Floor($Kept * $shape[1])
    $rowBytes = $shape[0] * [System.BitConverter]::ToInt16($bytes, 72) / 8
    [System.BitConverter]::GetBytes($rows).CopyTo($bytes, 44)
    [System.BitConverter]::GetBytes([float]($Forward + [System.BitConverter]::ToSingle($bytes, 308))).CopyTo($bytes,
        308)
    $voxels = [System.IO.MemoryStream]::new()
    foreach ($slice in 0..($shape[2] - 1)) {
        $voxels.Write($bytes, 352 + $slice * $shape[1] * $rowBytes, $rows * $rowBytes)
    }

    Write-Compressed $Destination $bytes[0..351], $voxels.ToArray()
}

function Invoke-OnSmallDisk {
    <#
    .SYNOPSIS
    Runs a script with the path of a disk of 64 KiB; gives false where none can be made.
    #>
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)]
        [scriptblock] $Script
    )

    $disk = Join-Path ([System.IO.Path]::GetTempPath()) "refaceps-disk-$([guid]::NewGuid())"
    if (-not $IsLinux) { return $false }
    $null = New-Item $disk -ItemType Directory
    mount -t tmpfs -o size=64k tmpfs $disk 2>$null
    $isMounted = $LASTEXITCODE -eq 0
    try {
        if ($isMounted) { $null = & $Script $disk }
    }
    finally {
        if ($isMounted) { umount $disk }
        Remove-Item $disk
    }
    $isMounted
}

function Invoke-WithSlurm {
    <#
    .SYNOPSIS
    Runs a script where sbatch, squeue and scancel are stand-ins that a shell runs, as a cluster in a certain state
    would answer.
    #>
    [CmdletBinding()]
    param(
        # An empty folder for them.
        [Parameter(Mandatory)]
        [string] $Folder,

        # What sbatch does beside telling its version, in the language of the shell.
        [string] $Submit = 'echo 1',

        # The lines that squeue writes: index, state and reason of each task.
        [string[]] $Task = @(),

        [Parameter(Mandatory)]
        [scriptblock] $Script
    )

    $programs = @{ sbatch = $Submit; squeue = "cat <<'END'`n$($Task -join "`n")`nEND"; scancel = ':' }
    $null = New-Item $Folder -ItemType Directory -Force
    foreach ($name in $programs.Keys) {
        $program = Join-Path $Folder $name
        Set-Content $program "#!/bin/sh`n[ `"`$1`" = --version ] && exit`n$($programs[$name])"
        chmod +x $program
    }

    $path = $env:PATH
    $env:PATH = $Folder + [System.IO.Path]::PathSeparator + $path
    try { & $Script } finally { $env:PATH = $path }
}

Export-ModuleMember -Function Install-ModuleUnderTest, Get-ModulePathUnderTest, Get-SampleHead, Write-Scan, Write-Slice,
    Copy-Image,
    Invoke-OnSmallDisk, Invoke-WithSlurm, Invoke-Session
