BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'PesterSupport.psm1') -Force
    Install-ModuleUnderTest
}

Describe 'Measure-BrainVolume' {
    It 'measures by pipeline, in mL' {
        $volumes = Import-Volume (Get-SampleHead) | Measure-BrainVolume
        $volumes.Variant | Should -Be 'Original'
        $volumes.TotalIntracranial | Should -BeGreaterThan 1000
        $volumes.GreyMatterPercent | Should -BeLessThan 100
        $volumes | Format-Table | Out-String -Width 80 |
            Should -Match 'Variant +Quality +Score +ICV \(mL\) +Grey \(mL\) +White \(mL\) +CSF \(mL\) +Subject, session'
    }

    It 'writes no label map under -WhatIf' {
        $maps = Join-Path $TestDrive 'maps'
        $null = Measure-BrainVolume -Volume (Import-Volume (Get-SampleHead)) -LabelPath $maps -WhatIf
        Test-Path $maps | Should -BeFalse
    }

    It 'gives nothing for what is no head' {
        $small = Import-Volume (Write-Scan (Join-Path $TestDrive 'small.nii'))
        $small | Measure-BrainVolume -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be 'HeadNotFound,RefacePS.Commands.MeasureBrainVolumeCommand'
    }

    It 'writes one label map for each name, and replaces none without -Force' {
        $head = Import-Volume (Get-SampleHead)
        $maps = Join-Path $TestDrive 'labels'
        $null = $head, $head |
            Measure-BrainVolume -LabelPath $maps -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId |
            Should -Be 'DestinationUsedTwice,RefacePS.Commands.MeasureBrainVolumeCommand'
        $null = $head | Measure-BrainVolume -LabelPath $maps -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -Be 'DestinationExists,RefacePS.Commands.MeasureBrainVolumeCommand'
    }

    It 'ends where <Id>' -ForEach @(
        @{ Id = 'UnknownDevice'; Splat = @{ Device = 'Abacus' } }
        @{ Id = 'HeadAtlasInvalid'; Splat = @{ Atlas = 'nowhere' } }
        @{ Id = 'BrainAtlasInvalid'; Splat = @{ BrainAtlas = 'nowhere' } }
    ) {
        { Import-Volume (Get-SampleHead) | Measure-BrainVolume @Splat } |
            Should -Throw -ErrorId "$Id,RefacePS.Commands.MeasureBrainVolumeCommand"
    }
}
