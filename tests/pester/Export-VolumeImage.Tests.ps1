BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'PesterSupport.psm1') -Force
    Install-ModuleUnderTest
    $script:head = Import-Volume (Get-SampleHead)
}

Describe 'Export-VolumeImage' {
    BeforeEach {
        $script:out = Join-Path $TestDrive ([guid]::NewGuid())
    }

    It 'draws by parameter and by pipeline' {
        (Export-VolumeImage -Volume $script:head -Destination $script:out -View Slices -Size 64).Name |
            Should -Be 'head.png'
        ($script:head | Export-VolumeImage $script:out -View Surface -Size 64 -Force) |
            Should -BeOfType System.IO.FileInfo
    }

    It 'draws a montage' {
        $file = $script:head, $script:head |
            Export-VolumeImage -Destination (Join-Path $script:out 'both.png') -Montage -View Slices -Size 64
        $file.Name | Should -Be 'both.png'
        [System.IO.File]::ReadAllBytes($file.FullName)[1..3] | Should -Be 0x50, 0x4e, 0x47
    }

    It 'draws nothing under -WhatIf' {
        $script:head | Export-VolumeImage -Destination $script:out -WhatIf | Should -BeNullOrEmpty
        Test-Path $script:out | Should -BeFalse
    }

    It 'replaces nothing without -Force, and no picture of the same command' {
        $null = $script:head | Export-VolumeImage -Destination $script:out -View Slices -Size 64
        $script:head |
            Export-VolumeImage -Destination $script:out -View Slices -Size 64 `
                -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -Be 'DestinationExists,RefacePS.Commands.ExportVolumeImageCommand'
        $null = $script:head, $script:head |
            Export-VolumeImage -Destination $script:out -View Slices -Size 64 -Force `
                -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId |
            Should -Be 'DestinationUsedTwice,RefacePS.Commands.ExportVolumeImageCommand'
    }

    It 'says what cannot be written' {
        $null = New-Item $script:out -ItemType File
        $script:head |
            Export-VolumeImage (Join-Path $script:out 'below-a-file') -View Slices -Size 64 `
                -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId |
            Should -Be 'DestinationNotWritable,RefacePS.Commands.ExportVolumeImageCommand'
    }

    It 'says DiskFull, and leaves nothing behind' {
        $isTried = Invoke-OnSmallDisk {
            param($disk)
            $script:head |
                Export-VolumeImage $disk -View Slices -Size 512 `
                    -ErrorVariable script:problems -ErrorAction SilentlyContinue
            $script:left = Get-ChildItem $disk -Force
        }
        if (-not $isTried) { Set-ItResult -Skipped -Because 'a small disk cannot be mounted here' }
        $script:problems[0].FullyQualifiedErrorId | Should -Be 'DiskFull,RefacePS.Commands.ExportVolumeImageCommand'
        $script:left | Should -BeNullOrEmpty
    }
}
