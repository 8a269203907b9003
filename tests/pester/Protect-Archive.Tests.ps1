BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'PesterSupport.psm1') -Force
    Install-ModuleUnderTest
    $script:archive = Join-Path $TestDrive 'archive'
    $script:shareable = Join-Path $TestDrive 'shareable'
    $null = New-Item ([System.IO.Path]::Combine($script:archive, 'sub-1', 'anat')) -ItemType Directory
    Copy-Item (Get-SampleHead) ([System.IO.Path]::Combine($script:archive, 'sub-1', 'anat', 'sub-1_T1w.nii.gz'))
    Set-Content (Join-Path $script:archive 'participants.tsv') 'participant_id'
}

Describe 'Protect-Archive' {
    It 'does nothing under -WhatIf' {
        Protect-Archive $script:archive $script:shareable -WhatIf | Should -BeNullOrEmpty
        $script:shareable | Should -Not -Exist
    }

    It 'protects a tree, and has nothing to do the second time' {
        $first = Protect-Archive $script:archive $script:shareable -Method Deface
        $first.Protected | Should -Be 1
        $first.FilesCopied | Should -Be 1
        $first.Succeeded | Should -BeTrue
        [System.IO.Path]::Combine($script:shareable, 'sub-1', 'anat', 'sub-1_T1w.nii.gz') | Should -Exist
        (Get-Item $script:archive | Protect-Archive -Destination $script:shareable -Method Deface).Unchanged | Should -Be 1
    }

    It 'submits nothing to a cluster under -WhatIf' {
        $destination = Join-Path $TestDrive 'clustered'
        Protect-Archive $script:archive $destination -Engine Slurm -Partition long -TaskTime 4:00:00 -TaskMemory 8GB -MaxTasks 64 -WhatIf | Should -BeNullOrEmpty
        $destination | Should -Not -Exist
    }

    It 'takes -Partition for a cluster only' {
        { Protect-Archive $script:archive (Join-Path $TestDrive 'clustered') -Partition long } |
            Should -Throw -ErrorId 'SlurmParameterWithLocal,RefacePS.Commands.ProtectArchiveCommand'
    }

    It 'writes nothing where there is no Slurm' {
        $destination = Join-Path $TestDrive 'unclustered'
        $path = $env:PATH
        $env:PATH = Join-Path $TestDrive 'absent'
        try {
            { Protect-Archive $script:archive $destination -Engine Slurm } | Should -Throw -ErrorId 'SlurmNotFound,RefacePS.Commands.ProtectArchiveCommand'
        }
        finally {
            $env:PATH = $path
        }
        $destination | Should -Not -Exist
    }

    It 'takes one archive at a time' {
        { Protect-Archive $script:archive, $TestDrive (Join-Path $TestDrive 'new') } | Should -Throw -ErrorId 'SeveralArchives,RefacePS.Commands.ProtectArchiveCommand'
    }

    It 'ends where <Id>, by model or atlas' -ForEach @(
        @{ Id = 'ModelNotFound'; Splat = @{ Model = 'none' } }
        @{ Id = 'HeadAtlasInvalid'; Splat = @{ Atlas = 'nowhere' } }
        @{ Id = 'UnknownDevice'; Splat = @{ Device = 'Abacus' } }
    ) {
        { Protect-Archive $script:archive (Join-Path $TestDrive 'new') @Splat } | Should -Throw -ErrorId "$Id,RefacePS.Commands.ProtectArchiveCommand"
        Join-Path $TestDrive 'new' | Should -Not -Exist
    }

    It 'leaves a destination alone that another works on, or whose ledger is damaged: <Id>' -ForEach @(
        @{ Id = 'ArchiveInUse'; File = 'owner.json'; Text = '{ "Machine": "elsewhere", "Process": 7, "Since": "2026-01-01T00:00:00+00:00" }' }
        @{ Id = 'LedgerUnusable'; File = 'ledger.sqlite'; Text = 'x' * 5000 }
    ) {
        $destination = Join-Path $TestDrive $Id
        $null = New-Item ([System.IO.Path]::Combine($destination, '.refaceps', $File)) -Value $Text -Force
        { Protect-Archive $script:archive $destination } | Should -Throw -ErrorId "$Id,RefacePS.Commands.ProtectArchiveCommand"
    }

    It 'ends where <Id>' -ForEach @(
        @{ Id = 'ArchiveNotFound'; Source = 'nowhere'; Destination = 'new' }
        @{ Id = 'ArchivesOverlap'; Source = 'archive'; Destination = '.' }
        @{ Id = 'DestinationNotEmpty'; Source = 'archive/sub-1'; Destination = 'full' }
    ) {
        Set-Content (Join-Path (New-Item (Join-Path $TestDrive 'full') -ItemType Directory -Force) 'mine.txt') 'mine'
        { Protect-Archive (Join-Path $TestDrive $Source) (Join-Path $TestDrive $Destination) } | Should -Throw -ErrorId "$Id,RefacePS.Commands.ProtectArchiveCommand"
    }
}
