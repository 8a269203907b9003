#!/usr/bin/env bash
# Measures the graphics card of a machine beside its processor: bench/gpu/run.sh <folder that holds 'data'>
# It builds with CUDA's libtorch, which it has to find in the registry or in the package cache, and prints the tables of
# the benchmark 'devices': a head of 1 mm and the validation heads of 2 mm, on both devices. Without a card, or where
# the libraries of CUDA cannot be loaded, it ends with the error that says so.
set -euo pipefail
cd "$(dirname "$0")/../.."

shared=${1:?name the folder that holds \'data\'}
dotnet build -c Release bench/RefacePS.Bench -p:Backend=Cuda --nologo -v quiet
dotnet bench/RefacePS.Bench/bin/Release/net10.0/RefacePS.Bench.dll devices --shared "$shared" --device cpu cuda
