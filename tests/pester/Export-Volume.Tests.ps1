BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'PesterSupport.psm1') -Force
    Install-ModuleUnderTest
    $script:scan = Write-Scan ([System.IO.Path]::Combine($TestDrive, 'in', 'sub-01_T1w.nii'))
    $script:volume = Import-Volume $script:scan
}

Describe 'Export-Volume' {
    BeforeEach {
        $script:out = Join-Path $TestDrive ([guid]::NewGuid())
    }

    It 'writes by parameter and by pipeline' {
        (Export-Volume -Volume $script:volume -Destination $script:out).Name |
            Should -Be 'sub-01_T1w.nii', 'sub-01_T1w.json'
        ($script:volume | Export-Volume $script:out -Force) | Should -BeOfType System.IO.FileInfo
        ($script:volume | Export-Volume (Get-Item $script:out) -Force) | Should -BeOfType System.IO.FileInfo
    }

    It 'writes the same voxels' {
        $file = $script:volume | Export-Volume -Destination (Join-Path $script:out 'copy.nii') | Select-Object -First 1
        $before = [System.IO.File]::ReadAllBytes($script:scan)
        $after = [System.IO.File]::ReadAllBytes($file.FullName)
        $after | Should -HaveCount $before.Count
        $after[352..($after.Count - 1)] | Should -Be $before[352..($before.Count - 1)]
    }

    It 'writes nothing under -WhatIf' {
        $script:volume | Export-Volume -Destination $script:out -WhatIf | Should -BeNullOrEmpty
        Test-Path $script:out | Should -BeFalse
    }

    It 'replaces nothing without -Force' {
        $null = $script:volume | Export-Volume -Destination $script:out
        $script:volume | Export-Volume -Destination $script:out -ErrorVariable problems -ErrorAction SilentlyContinue |
            Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be 'DestinationExists,RefacePS.Commands.ExportVolumeCommand'
        $problems[0].TargetObject | Should -Be $script:volume
        $script:volume | Export-Volume -Destination $script:out -Force | Should -HaveCount 2
    }

    It 'writes the format of FreeSurfer, which comes back the same' {
        $folder = Join-Path $TestDrive 'freesurfer'
        $script:volume | Export-Volume -Destination $folder -Format Mgh |
            Select-Object -First 1 -ExpandProperty Extension |
            Should -Be '.mgz'
        $again = Import-Volume (Join-Path $folder '*.mgz')
        [System.Linq.Enumerable]::SequenceEqual($again.Voxels.ToArray(), $script:volume.Voxels.ToArray()) |
            Should -BeTrue
    }

    It 'refuses a name of another format' {
        $script:volume | Export-Volume -Destination (Join-Path $TestDrive 'x.mgz') -Format Nifti `
            -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -Be 'FormatMismatch,RefacePS.Commands.ExportVolumeCommand'
    }

    It 'never replaces the input' {
        $hash = (Get-FileHash $script:scan).Hash
        $script:volume |
            Export-Volume -Destination $script:scan -Force -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -Be 'DestinationIsInput,RefacePS.Commands.ExportVolumeCommand'
        (Get-FileHash $script:scan).Hash | Should -Be $hash
    }

    It 'lets no volume take the place of another' {
        $script:volume, $script:volume |
            Export-Volume -Destination $script:out -Force -ErrorVariable problems -ErrorAction SilentlyContinue |
                Should -HaveCount 2
        $problems[0].FullyQualifiedErrorId | Should -Be 'DestinationUsedTwice,RefacePS.Commands.ExportVolumeCommand'
    }

    It 'says what cannot be written' {
        $null = New-Item $script:out -ItemType File
        $script:volume |
            Export-Volume -Destination (Join-Path $script:out 'below-a-file') `
                -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -Be 'DestinationNotWritable,RefacePS.Commands.ExportVolumeCommand'
    }

    It 'says DiskFull, and leaves nothing behind' {
        $large = Import-Volume (Get-SampleHead)
        $isTried = Invoke-OnSmallDisk {
            param($disk)
            $large | Export-Volume $disk -ErrorVariable script:problems -ErrorAction SilentlyContinue
            $script:left = Get-ChildItem $disk -Force
        }
        if (-not $isTried) { Set-ItResult -Skipped -Because 'a small disk cannot be mounted here' }
        $script:problems[0].FullyQualifiedErrorId | Should -Be 'DiskFull,RefacePS.Commands.ExportVolumeCommand'
        $script:left | Should -BeNullOrEmpty
    }
}

Describe 'Export-Volume -Format Dicom' {
    BeforeEach {
        $script:series = Join-Path $TestDrive ([System.IO.Path]::GetRandomFileName())
        foreach ($i in 0..2) { $null = Write-Slice (Join-Path $script:series "$i.dcm") -Z $i -Number ($i + 1) }
        $script:out = Join-Path $TestDrive ([System.IO.Path]::GetRandomFileName())
    }

    It 'writes the files again' {
        $files = Import-Volume $script:series | Export-Volume $script:out -Format Dicom -UidKey secret
        $files.Name | Should -Be '0001.dcm', '0002.dcm', '0003.dcm'
        (Import-Volume $script:out).Grid.ToString() | Should -BeLike '4x3x3*'
    }

    It 'says ParameterOfOtherFormat of what only DICOM has' {
        { Import-Volume $script:series | Export-Volume $script:out -Retain Dates } |
            Should -Throw -ErrorId 'ParameterOfOtherFormat,RefacePS.Commands.ExportVolumeCommand'
        Test-Path $script:out | Should -BeFalse
    }

    It 'writes nothing with -WhatIf' {
        Import-Volume $script:series | Export-Volume $script:out -Format Dicom -UidKey secret -WhatIf
        Test-Path $script:out | Should -BeFalse
    }

    It 'says NotWritableAsDicom of a volume that came from elsewhere' {
        Import-Volume (Write-Scan (Join-Path $TestDrive 'stranger.nii')) | Export-Volume $script:out -Format Dicom `
            -UidKey secret -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be 'NotWritableAsDicom,RefacePS.Commands.ExportVolumeCommand'
    }

    It 'says SourceChanged of files that changed since' {
        $volume = Import-Volume $script:series
        [System.IO.File]::AppendAllBytes((Join-Path $script:series '1.dcm'), [byte[]] (0, 0))
        $volume | Export-Volume $script:out -Format Dicom -UidKey secret -ErrorVariable problems `
            -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be 'SourceChanged,RefacePS.Commands.ExportVolumeCommand'
    }
}
