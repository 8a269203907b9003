BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'PesterSupport.psm1') -Force
    Install-ModuleUnderTest
    $script:scan = Write-Scan ([System.IO.Path]::Combine($TestDrive, 'study', 'sub-01_T1w.nii'))
    $script:compressed = Write-Scan ([System.IO.Path]::Combine($TestDrive, 'study', 'sub-02_T1w.nii.gz'))
}

Describe 'Import-Volume' {
    It 'reads a file by parameter' {
        $volume = Import-Volume -Path $script:scan
        $volume | Should -BeOfType RefacePS.Volume
        $volume.Subject | Should -Be '01'
        $volume.Kind | Should -Be 'Original'
        $volume.Grid.ToString() | Should -BeLike '4x5x6*'
    }

    It 'reads by position, by wildcard and what the pipeline brings' {
        (Import-Volume $script:scan).Name | Should -Be 'sub-01_T1w.nii'
        (Import-Volume ([System.IO.Path]::Combine($TestDrive, 'study', '*'))).Subject | Should -Be '01', '02'
        ($script:scan, $script:compressed | Import-Volume).Subject | Should -Be '01', '02'
        (Get-ChildItem (Join-Path $TestDrive 'study') | Import-Volume).Subject | Should -Be '01', '02'
    }

    It 'takes a literal path by its name and its aliases' {
        $odd = Write-Scan (Join-Path $TestDrive 'odd[1].nii')
        (Import-Volume -LiteralPath $odd).Name | Should -Be 'odd[1].nii'
        (Import-Volume -LP $odd).Name | Should -Be 'odd[1].nii'
        (Import-Volume -PSPath $odd).Name | Should -Be 'odd[1].nii'
    }

    It 'starts at the location of PowerShell' {
        Push-Location (Join-Path $TestDrive 'study')
        try { (Import-Volume sub-01_T1w.nii).Path | Should -Be $script:scan } finally { Pop-Location }
    }

    It 'goes on after a bad file' {
        $volumes = Import-Volume (Join-Path $TestDrive 'none.nii'),
            $script:scan -ErrorVariable problems -ErrorAction SilentlyContinue
        $volumes.Subject | Should -Be '01'
        $problems.Count | Should -Be 1
    }

    It 'says of a file that stands for content that it was not fetched' {
        $pointer = Join-Path $TestDrive 'annexed.nii.gz'
        [System.IO.File]::WriteAllText($pointer, "/annex/objects/SHA256E-s345--0123.nii.gz`n")
        Import-Volume $pointer -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be 'ContentNotFetched,RefacePS.Commands.ImportVolumeCommand'
        $problems[0].TargetObject | Should -Be $pointer
    }

    It 'refuses a folder of other images with the command that reads them' {
        $odd = [System.IO.Path]::Combine($TestDrive, "Ann's [1]", 'old')
        $null = [System.IO.Directory]::CreateDirectory($odd)
        $other = Write-Scan (Join-Path $odd 'other.nii')
        Import-Volume -LiteralPath (Split-Path $odd) -ErrorVariable problems -ErrorAction SilentlyContinue
        $message = $problems[0].Exception.Message
        $command = $message.Substring($message.IndexOf('Get-ChildItem'))
        (& ([scriptblock]::Create($command))).Path | Should -Be $other
    }

    It 'shows a table with units' {
        Import-Volume $script:scan | Out-String | Should -Match 'Voxel \(mm\)'
        $long = Join-Path $TestDrive "$('long-' * 12)name.nii"
        Copy-Item $script:scan $long
        $table = Import-Volume $long | Out-String -Width 80
        $table | Should -Match 'Kind +Shape +Voxel \(mm\) +Axes +Type +Quality +Name'
        $table -replace '\s' | Should -Match 'long-name.nii'
    }
}

Describe 'Import-Volume of a file that the system withholds' {
    It 'says ReadFailed of a file that another has locked' {
        $locked = Write-Scan (Join-Path $TestDrive 'locked.nii')
        $holder = [System.IO.File]::Open($locked, 'Open', 'ReadWrite', 'None')
        try {
            Import-Volume $locked -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        }
        finally {
            $holder.Dispose()
        }
        $problems[0].FullyQualifiedErrorId | Should -Be 'ReadFailed,RefacePS.Commands.ImportVolumeCommand'
        $problems[0].TargetObject | Should -Be $locked
    }

    It 'says AccessDenied of a file that may not be read' {
        if ($IsWindows -or [System.Environment]::IsPrivilegedProcess) {
            Set-ItResult -Skipped -Because 'permissions are taken away by chmod, which does not bind an administrator'
        }

        $secret = Write-Scan (Join-Path $TestDrive 'secret.nii')
        chmod 0 $secret
        Import-Volume $secret -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be 'AccessDenied,RefacePS.Commands.ImportVolumeCommand'
        $problems[0].TargetObject | Should -Be $secret
    }
}

Describe 'Import-Volume: <Id>' -ForEach @(
    @{ Id = 'VolumeNotFound'; Make = { Join-Path $TestDrive 'nowhere.nii' } }
    @{
        Id = 'PathIsFolder'; Make = {
            (New-Item (Join-Path $TestDrive 'folder.nii') -ItemType Directory -Force).FullName } }
    @{ Id = 'NotNifti'; Make = { $path = Join-Path $TestDrive 'text.nii'; Set-Content $path ('x' * 1000); $path } }
    @{ Id = 'NotMgh'; Make = { $path = Join-Path $TestDrive 'text.mgh'; Set-Content $path ('x' * 1000); $path } }
    @{ Id = 'CorruptGzip'; Make = { $path = Join-Path $TestDrive 'bad.nii.gz';
        Set-Content $path ([byte[]](0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7)) -AsByteStream; $path } }
    @{ Id = 'VolumeTruncated'; Make = { Write-Scan (Join-Path $TestDrive 'short.nii') -VoxelBytes 10 } }
    @{ Id = 'VolumeTooLarge'; Make = {
            $path = Write-Scan (Join-Path $TestDrive 'huge.nii.gz') -Dimension 3, 2048, 1024, 1024, 1, 1, 1,
                1 -VoxelBytes 0
            [System.IO.File]::AppendAllBytes($path, [byte[]]::new(5000000))
            $path
        }
    }
    @{ Id = 'InvalidDimensions'; Make = { Write-Scan (Join-Path $TestDrive 'negative.nii') -Dimension 3, -4, 5, 6, 1, 1,
        1, 1 -VoxelBytes 240 } }
    @{ Id = 'NotThreeDimensional';
        Make = { Write-Scan (Join-Path $TestDrive 'flat.nii') -Dimension 2, 4, 5, 1, 1, 1, 1, 1 } }
    @{ Id = 'TooManyDimensions'; Make = { Write-Scan (Join-Path $TestDrive 'deep.nii') -Dimension 5, 4, 5, 6, 2, 2, 1,
        1 } }
    @{ Id = 'InvalidAffine'; Make = { Write-Scan (Join-Path $TestDrive 'nowhere-in-space.nii') -Scale ([float]::NaN) } }
    @{ Id = 'UnsupportedVoxelType';
        Make = { Write-Scan (Join-Path $TestDrive 'colour.nii') -DataType 128 -BitsPerVoxel 24 } }
    @{ Id = 'EmptyImage'; Make = { Write-Scan (Join-Path $TestDrive 'empty.nii') -Value 0 } }
    @{ Id = 'PathNotOnFileSystem'; Make = { 'Env:\PATH' } }
    @{ Id = 'DriveNotFound'; Make = { 'nosuchdrive:\scan.nii' } }
) {
    It 'is one error that names the file' {
        $path = & $Make
        Import-Volume -LiteralPath $path -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be "$Id,RefacePS.Commands.ImportVolumeCommand"
        $problems[0].TargetObject | Should -Be $path
    }
}

Describe 'Import-Volume of DICOM' {
    It 'gives a volume for the series of a folder' {
        $folder = Join-Path $TestDrive 'series'
        foreach ($i in 0..2) { $null = Write-Slice (Join-Path $folder "$i.dcm") -Z $i -Number ($i + 1) }
        (Import-Volume $folder).Grid.ToString() | Should -BeLike '4x3x3*'
        (Import-Volume (Join-Path $folder '*.dcm')).Grid.ToString() | Should -BeLike '4x3x3*'
        (Get-ChildItem $folder | Import-Volume).Subject | Should -Be '01'
    }

    It 'reads a zip file of it' {
        $folder = Join-Path $TestDrive packed
        foreach ($i in 0..2) { $null = Write-Slice (Join-Path $folder "$i.dcm") -Z $i -Number ($i + 1) }
        $zip = Join-Path $TestDrive packed.zip
        [System.IO.Compression.ZipFile]::CreateFromDirectory($folder, $zip)
        (Import-Volume $zip).Grid.ToString() | Should -BeLike '4x3x3*'
    }

    It 'refuses a damaged zip file: CorruptZip' {
        $zip = Join-Path $TestDrive damaged.zip
        [System.IO.File]::WriteAllBytes($zip, [byte[]] (0x50, 0x4b, 3, 4) + [byte[]] (@(7) * 60))
        Import-Volume $zip -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be 'CorruptZip,RefacePS.Commands.ImportVolumeCommand'
    }
}

Describe 'Import-Volume of DICOM: <Id>' -ForEach @(
    @{ Id = 'NotDicom'; Make = {
            param($folder)
            $path = Write-Slice (Join-Path $folder '3.dcm')
            [System.IO.File]::WriteAllBytes($path,
                [System.IO.File]::ReadAllBytes($path)[0..190] + [byte[]] (@(120) * 40))
        } }
    @{ Id = 'NotDicomVolume'; Make = {
            param($folder)
            $null = Write-Slice (Join-Path $folder '3.dcm') -Class '1.2.840.10008.5.1.4.1.1.7'
        } }
    @{ Id = 'UnsupportedTransferSyntax'; Make = {
            param($folder)
            $null = Write-Slice (Join-Path $folder '2.dcm') -Z 4 -Number 3 -Syntax '1.2.840.10008.1.2.4.90'
            $null = Write-Slice (Join-Path $folder '3.dcm') -Z 6 -Number 4 -Syntax '1.2.840.10008.1.2.4.90'
        } }
    @{ Id = 'CorruptPixelData'; Make = {
            param($folder)
            $fragments = [byte[]] (0xFE, 0xFF, 0, 0xE0, 0, 0, 0, 0, 0xFE, 0xFF, 0, 0xE0, 2, 0, 0, 0, 1, 2,
                0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0)
            $null = Write-Slice (Join-Path $folder '2.dcm') -Z 4 -Number 3
            $null = Write-Slice (Join-Path $folder '3.dcm') -Z 6 -Number 4 `
                -Syntax '1.2.840.10008.1.2.5' -Fragments $fragments
        } }
    @{ Id = 'MissingSlice'; Make = {
            param($folder)
            foreach ($i in 2, 3, 5) { $null = Write-Slice (Join-Path $folder "$i.dcm") -Z ($i * 2) -Number ($i + 1) }
        } }
    @{ Id = 'DuplicateSlice'; Make = {
            param($folder)
            foreach ($i in 2, 3) { $null = Write-Slice (Join-Path $folder "$i.dcm") -Z 4 -Number ($i + 1) }
            foreach ($i in 4, 5) { $null = Write-Slice (Join-Path $folder "$i.dcm") -Z ($i * 2 - 2) -Number ($i + 1) }
        } }
    @{ Id = 'UnevenSpacing'; Make = {
            param($folder)
            foreach ($i in 2, 3, 4) {
                $null = Write-Slice (Join-Path $folder "$i.dcm") -Z ($i * 2.2 - 0.4) -Number ($i + 1) }
        } }
    @{ Id = 'MixedSlices'; Make = {
            param($folder)
            $null = Write-Slice (Join-Path $folder '2.dcm') -Z 4 -Number 3
            $null = Write-Slice (Join-Path $folder '3.dcm') -Z 6 -Number 4 -Columns 5
        } }
) {
    It 'is one error that names a file' {
        $folder = Join-Path $TestDrive $Id
        if ($Id -ne 'NotDicom' -and $Id -ne 'NotDicomVolume') {
            foreach ($i in 0, 1) { $null = Write-Slice (Join-Path $folder "$i.dcm") -Z ($i * 2) -Number ($i + 1) }
        }
        & $Make $folder
        Import-Volume $folder -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be "$Id,RefacePS.Commands.ImportVolumeCommand"
        $problems[0].TargetObject | Should -BeLike (Join-Path $folder '*.dcm')
    }
}
