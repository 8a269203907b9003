#!/usr/bin/env bash
# A NIfTI file may place its voxels twice, by a qform and by a sform, each with a code. With a qform of code 1
# (scanner) and a sform of code 2 (aligned), ITK takes the qform; nibabel, mrtrix3, wb_command and niivue take the
# sform. One would expect one place. RefacePS keeps both forms to the bit, and places voxels by the sform where it has
# a code.
set -euo pipefail
version=1.6.1
command -v npm >/dev/null || { echo 'npm is needed'; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund "@itk-wasm/image-io@$version" >npm.log 2>&1 || { cat npm.log; exit 2; }
cat >read.mjs <<'EOF'
import { readImageNode } from '@itk-wasm/image-io';
import { writeFileSync } from 'fs';
const side = 4, file = Buffer.alloc(352 + side ** 3);
file.writeInt32LE(348, 0);
[3, side, side, side, 1, 1, 1, 1].forEach((length, i) => file.writeInt16LE(length, 40 + 2 * i));
file.writeInt16LE(2, 70);
file.writeInt16LE(8, 72);
[1, 1, 1, 1].forEach((size, i) => file.writeFloatLE(size, 76 + 4 * i));
file.writeFloatLE(352, 108);
file.writeFloatLE(1, 112);
file.writeUInt8(2, 123);
file.writeInt16LE(1, 252);
file.writeInt16LE(2, 254);
[10, 20, 30].forEach((offset, i) => file.writeFloatLE(offset, 268 + 4 * i));
[0, 5, 10].forEach(i => file.writeFloatLE(1, 280 + 4 * i));
[110, 120, 130].forEach((offset, i) => file.writeFloatLE(offset, 292 + 16 * i));
file.write('n+1\0', 344, 'latin1');
writeFileSync('two.nii', file);
const { origin } = await readImageNode('two.nii');
// ITK's world is LPS, NIfTI's RAS: x and y have the other sign.
const [x, y, z] = origin;
console.log('first voxel by the qform: 10 20 30; by the sform: 110 120 130; by ITK:', -x, -y, z);
process.exit(z === 30 ? 0 : 1);
EOF
echo "@itk-wasm/image-io $version"
node read.mjs
