BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'PesterSupport.psm1') -Force
    Install-ModuleUnderTest
    $script:folder = Join-Path $TestDrive 'scans'
    $null = New-Item $script:folder -ItemType Directory
    Copy-Item (Get-SampleHead) (Join-Path $script:folder 'head.nii.gz')
    Import-Volume (Get-SampleHead) | Invoke-Deface |
        Export-Volume -Destination (Join-Path $script:folder 'without.nii.gz')
}

Describe 'Test-Deidentification' {
    It 'tells faces from none, by pipeline' {
        $script:checks = Get-ChildItem $script:folder -Filter *.nii.gz | Test-Deidentification
        $script:checks.Status | Should -Be 'Face', 'NoFace'
        $script:checks.IsMarked | Should -Be $false, $true
    }

    It 'gives verdicts that scripts cannot change' {
        { $script:checks[0].Status = 'NoFace' } | Should -Throw '*ReadOnly*'
    }

    It 'shows its columns in 80 characters' {
        $script:checks |
            Out-String -Width 80 | Should -Match 'Status +Tissue +Agreement +Shown +Score +Marked +Path'
    }

    It 'warns of a folder without an image' {
        $empty = New-Item (Join-Path $TestDrive 'empty') -ItemType Directory
        Test-Deidentification $empty -WarningVariable told -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $told | Should -Match 'nothing was looked at'
    }

    It 'looks at what Export-Volume wrote, and at a sidecar that is none' {
        $out = Join-Path $TestDrive 'out'
        $files = Import-Volume (Join-Path $script:folder 'without.nii.gz') | Export-Volume -Destination $out
        $files.Extension | Should -Be '.gz', '.json'
        ($files | Test-Deidentification -ErrorAction Stop).Status | Should -Be 'NoFace'
        Copy-Item (Get-SampleHead) $files[1] -Force
        ($files | Test-Deidentification).Status | Should -Be 'NoFace', 'Face'
    }

    It 'looks at a volume itself, and not at the file it was read from' {
        $head = Import-Volume (Join-Path $script:folder 'head.nii.gz')
        $defaced = $head | Invoke-Deface
        $checks = $head, $defaced, ($defaced | Invoke-Reface) | Test-Deidentification
        $checks.Status | Should -Be 'Face', 'NoFace', 'ArtificialFace'
        $checks.IsVerified | Should -Be $false, $true, $true
        (Test-Deidentification -Volume $defaced).Status | Should -Be 'NoFace'
    }

    It 'looks through a folder' {
        (Test-Deidentification $script:folder).Count | Should -Be 2
    }

    It 'ends where <Id>' -ForEach @(
        @{ Id = 'UnknownDevice'; Splat = @{ Device = 'Abacus' } }
        @{ Id = 'CudaUnavailable'; Splat = @{ Device = 'Cuda:99' } }
        @{ Id = 'HeadAtlasInvalid'; Splat = @{ Atlas = 'nowhere' } }
    ) {
        { Test-Deidentification $script:folder @Splat } |
            Should -Throw -ErrorId "$Id,RefacePS.Commands.TestDeidentificationCommand"
    }

    It 'says what cannot be looked at' {
        Set-Content (Join-Path $script:folder 'other.dcm') 'x'
        $null = Test-Deidentification $script:folder -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId |
            Should -Be 'ImageAmongOtherFiles,RefacePS.Commands.TestDeidentificationCommand'
    }
}
