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
        (Get-Item $script:archive | Protect-Archive -Destination $script:shareable -Method Deface).Unchanged |
            Should -Be 1
    }

    It 'withholds what is not known to be harmless, and what is no file of the tree' -Skip:$IsWindows {
        $source = New-Item (Join-Path $TestDrive 'mixed') -ItemType Directory
        Set-Content (Join-Path $source 'page.html') '<html></html>'
        $null = New-Item (Join-Path $source 'notes.txt') -ItemType SymbolicLink -Value (Get-SampleHead)
        mkfifo (Join-Path $source 'pipe.nii')
        sh -c 'mkdir "$1/$(printf "x\374")"' sh $source
        $destination = Join-Path $TestDrive 'known'
        (Protect-Archive $source $destination -Method Deface -WarningAction Ignore).IsComplete | Should -BeFalse
        $status = Get-ArchiveStatus $destination
        ($status | Sort-Object Path).ErrorId | Should -Be 'LinkLeadsOut', 'ContentNotKnown', 'NotRegularFile',
            'NameNotReadable'
        sh -c 'rmdir "$1/$(printf "x\374")"' sh $source
    }

    It 'leaves out a JSON file that is none' {
        $source = New-Item (Join-Path $TestDrive 'noted') -ItemType Directory
        Set-Content (Join-Path $source 'notes.json') '{ "PatientName": NaN }'
        $destination = Join-Path $TestDrive 'noted-out'
        $null = Protect-Archive $source $destination -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -Be 'InvalidSidecar,RefacePS.Commands.ProtectArchiveCommand'
        Join-Path $destination 'notes.json' | Should -Not -Exist
    }

    It 'writes nothing through a link that leads out of the destination' -Skip:$IsWindows {
        $destination = Join-Path $TestDrive 'linked'
        $null = Protect-Archive $script:archive $destination -Method Deface
        $outside = Join-Path $TestDrive 'outside'
        Move-Item (Join-Path $destination 'sub-1') $outside
        $before = (Get-ChildItem $outside -Recurse).FullName
        $null = New-Item (Join-Path $destination 'sub-1') -ItemType SymbolicLink -Value $outside
        { Protect-Archive $script:archive $destination -Method Deface } |
            Should -Throw -ErrorId 'DestinationLeadsOut,RefacePS.Commands.ProtectArchiveCommand'
        (Get-ChildItem $outside -Recurse).FullName | Should -Be $before
    }

    It 'submits nothing to a cluster under -WhatIf' {
        $destination = Join-Path $TestDrive 'clustered'
        Protect-Archive $script:archive $destination -Engine Slurm -Partition long -TaskTime 4:00:00 -TaskMemory 8GB `
            -MaxTasks 64 -WhatIf | Should -BeNullOrEmpty
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
            { Protect-Archive $script:archive $destination -Engine Slurm } |
                Should -Throw -ErrorId 'SlurmNotFound,RefacePS.Commands.ProtectArchiveCommand'
        }
        finally {
            $env:PATH = $path
        }
        $destination | Should -Not -Exist
    }

    It 'tells what a cluster did not do: <Id>' -Skip:$IsWindows -ForEach @(
        @{ Id = 'SlurmRefused'; Submit = 'echo invalid partition >&2; exit 1'; Task = @() }
        @{ Id = 'SlurmJobFailed'; Submit = 'echo 1'; Task = '0|FAILED|NonZeroExitCode' }
        @{ Id = 'SlurmJobCancelled'; Submit = 'echo 1'; Task = '0|CANCELLED|None' }
    ) {
        Invoke-WithSlurm (Join-Path $TestDrive "$Id-programs") -Submit $Submit -Task $Task {
            { Protect-Archive $script:archive (Join-Path $TestDrive $Id) -Engine Slurm } |
                Should -Throw -ErrorId "$Id,RefacePS.Commands.ProtectArchiveCommand"
        }
    }

    It 'tells what tasks of a cluster were lost with, and takes over what others did' -Skip:$IsWindows {
        foreach ($subject in 'sub-1', 'sub-2') {
            $null = New-Item ([System.IO.Path]::Combine($TestDrive, 'lost', $subject,
                'bad.nii')) -Value ('x' * 400) -Force
        }

        # The first job runs its first task alone; the next runs none.
        $submit = 'if [ ! -e "$0.ran" ]; then : > "$0.ran"; while [ "${1#--}" != "$1" ]; do shift; done; ' +
            'SLURM_ARRAY_TASK_ID=0 sh "$@" >&2; fi; echo 1'
        $summary = Invoke-WithSlurm (Join-Path $TestDrive 'lost-programs') -Submit $submit -Task '0|COMPLETED|None',
            '1|NODE_FAIL|None' {
            Protect-Archive (Join-Path $TestDrive 'lost') (Join-Path $TestDrive 'found') -Engine Slurm `
                -SessionsPerTask 1 -Method Deface -ErrorVariable script:problems -ErrorAction SilentlyContinue
        }
        $summary.Failed | Should -Be 2
        $script:problems.FullyQualifiedErrorId | Sort-Object |
            Should -Be 'NotNifti,RefacePS.Commands.ProtectArchiveCommand',
                'SlurmTaskLost,RefacePS.Commands.ProtectArchiveCommand'
    }

    It 'has tasks that say so where they have no share' {
        $module = (Get-Module RefacePS).ModuleBase
        $arguments = 'Face', [System.IO.Path]::Combine($module, 'models', 'head-atlas'), 'none', 'Cpu', 1,
            (Join-Path $TestDrive 'no-job')
        { & (Join-Path $module 'ArchiveTask.ps1') @arguments } |
            Should -Throw '*Manifests are for tasks of array jobs*' -PassThru |
            ForEach-Object { $_.Exception.GetBaseException().ErrorId } | Should -Be 'ManifestNotFound'
    }

    It 'leaves a scan to the next run that changes while it is read' -Skip:$IsWindows {
        $source = Join-Path $TestDrive 'changing'
        $scan = Join-Path (New-Item $source -ItemType Directory).FullName 'sub-1_T1w.nii.gz'
        Copy-Item (Get-SampleHead -Whole) $scan
        $sidecar = Join-Path $source 'sub-1_T1w.json'
        Set-Content $sidecar '{ }'
        # Spaces behind it leave it what it is to JSON; the shell asks for no lock.
        $writer = Start-Process sh -ArgumentList '-c',
            "`"while sleep 0.01; do printf ' ' >> '$sidecar'; done`"" -PassThru
        try {
            $null = Protect-Archive $source (Join-Path $TestDrive 'unchanging') -Method Deface `
                -ErrorVariable problems -ErrorAction SilentlyContinue
        }
        finally {
            $writer | Stop-Process
        }
        $problems[0].FullyQualifiedErrorId | Should -Be 'InputChanged,RefacePS.Commands.ProtectArchiveCommand'
        $problems[0].TargetObject | Should -BeIn $scan, $sidecar
    }

    It 'fails scans that would become one' {
        $source = Join-Path $TestDrive 'twins'
        $null = Write-Scan (Join-Path $source 'a.nii')
        $null = Write-Scan (Join-Path $source 'a.nii.gz')
        $null = Protect-Archive $source (Join-Path $TestDrive 'one') -Method Deface `
            -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.FullyQualifiedErrorId | Should -Contain 'DestinationUsedTwice,RefacePS.Commands.ProtectArchiveCommand'
    }

    It 'ends where the destination cannot be written' {
        Set-Content (Join-Path $TestDrive 'file') 'mine'
        { Protect-Archive $script:archive ([System.IO.Path]::Combine($TestDrive, 'file', 'below')) } |
            Should -Throw -ErrorId 'DestinationNotWritable,RefacePS.Commands.ProtectArchiveCommand'
    }

    It 'ends where the disk is full' {
        $isTried = Invoke-OnSmallDisk {
            param($disk)
            try { Protect-Archive $script:archive (Join-Path $disk 'shareable') -Method Deface } catch {
                $script:fault = $_.FullyQualifiedErrorId }
        }
        if (-not $isTried) { Set-ItResult -Skipped -Because 'a small disk cannot be mounted here' }
        $script:fault | Should -Be 'DiskFull,RefacePS.Commands.ProtectArchiveCommand'
    }

    It 'ends where the model is damaged' {
        $model = Join-Path $TestDrive 'damaged'
        $null = New-Item (Join-Path $model 'card.json') -Value '{}' -Force
        { Protect-Archive $script:archive (Join-Path $TestDrive 'new') -Model $model } |
            Should -Throw -ErrorId 'ModelInvalid,RefacePS.Commands.ProtectArchiveCommand'
    }

    It 'takes one archive at a time' {
        { Protect-Archive $script:archive, $TestDrive (Join-Path $TestDrive 'new') } |
            Should -Throw -ErrorId 'SeveralArchives,RefacePS.Commands.ProtectArchiveCommand'
    }

    It 'ends where <Id>, by model or atlas' -ForEach @(
        @{ Id = 'ModelNotFound'; Splat = @{ Model = 'none' } }
        @{ Id = 'HeadAtlasInvalid'; Splat = @{ Atlas = 'nowhere' } }
        @{ Id = 'UnknownDevice'; Splat = @{ Device = 'Abacus' } }
    ) {
        { Protect-Archive $script:archive (Join-Path $TestDrive 'new') @Splat } |
            Should -Throw -ErrorId "$Id,RefacePS.Commands.ProtectArchiveCommand"
        Join-Path $TestDrive 'new' | Should -Not -Exist
    }

    It 'leaves a destination alone that another works on, or whose ledger is damaged: <Id>' -ForEach @(
        @{ Id = 'ArchiveInUse'; File = 'owner.json';
            Text = '{ "Machine": "elsewhere", "Process": 7, "Since": "2026-01-01T00:00:00+00:00" }' }
        @{ Id = 'LedgerUnusable'; File = 'ledger.sqlite'; Text = 'x' * 5000 }
    ) {
        $destination = Join-Path $TestDrive $Id
        $null = New-Item ([System.IO.Path]::Combine($destination, '.refaceps', $File)) -Value $Text -Force
        { Protect-Archive $script:archive $destination } |
            Should -Throw -ErrorId "$Id,RefacePS.Commands.ProtectArchiveCommand"
    }

    It 'ends where <Id>' -ForEach @(
        @{ Id = 'ArchiveNotFound'; Source = 'nowhere'; Destination = 'new' }
        @{ Id = 'ArchivesOverlap'; Source = 'archive'; Destination = '.' }
        @{ Id = 'DestinationNotEmpty'; Source = 'archive/sub-1'; Destination = 'full' }
    ) {
        Set-Content (Join-Path (New-Item (Join-Path $TestDrive 'full') -ItemType Directory -Force) 'mine.txt') 'mine'
        { Protect-Archive (Join-Path $TestDrive $Source) (Join-Path $TestDrive $Destination) } |
            Should -Throw -ErrorId "$Id,RefacePS.Commands.ProtectArchiveCommand"
    }
}
