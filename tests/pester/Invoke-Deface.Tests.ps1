BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'PesterSupport.psm1') -Force
    Install-ModuleUnderTest
    $script:head = Import-Volume (Get-SampleHead)
    $script:small = Import-Volume (Write-Scan (Join-Path $TestDrive 'small.nii'))
}

Describe 'Invoke-Deface' {
    It 'removes a face by pipeline' {
        $defaced = $script:head | Invoke-Deface
        $defaced.Kind | Should -Be 'Defaced'
        $defaced.Quality.Status | Should -Be 'Good'
        $defaced.Quality.BrainVoxelsRemoved | Should -Be 0
        $defaced.FaceMask.VolumeMilliliters | Should -BeGreaterThan 500
    }

    It 'removes ears too, by parameter' {
        $face = (Invoke-Deface -Volume $script:head -Region Face -Device Cpu).FaceMask.Count
        (Invoke-Deface -Volume $script:head -Region FaceAndEars -Device Cpu).FaceMask.Count |
            Should -BeGreaterThan $face
    }

    It 'gives nothing for what is no head' {
        $script:small | Invoke-Deface -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be 'HeadNotFound,RefacePS.Commands.InvokeDefaceCommand'
        $problems[0].TargetObject | Should -Be $script:small
    }

    It 'ends where <Id>' -ForEach @(
        @{ Id = 'UnknownDevice'; Splat = @{ Device = 'Abacus' } }
        @{ Id = 'CudaUnavailable'; Splat = @{ Device = 'Cuda:99' } }
        @{ Id = 'HeadAtlasInvalid'; Splat = @{ Atlas = 'nowhere' } }
    ) {
        { $script:small | Invoke-Deface @Splat } | Should -Throw -ErrorId "$Id,RefacePS.Commands.InvokeDefaceCommand"
    }

    It 'says first what it loads under -Verbose' {
        $script = '$v = Import-Volume $args[0]; $v | Invoke-Deface -Verbose 4>&1 | ' +
            'Select-Object -First 1 | ForEach-Object Message'
        pwsh -NoProfile -Command "& { Import-Module RefacePS; $script } '$(Get-SampleHead)'" |
            Should -BeLike 'Loading libtorch from*'
    }
}
