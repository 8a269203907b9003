#!/usr/bin/env bash
# bids-validator's error 36, NIFTI_TOO_SMALL, says that an image is smaller than a header. It looks at the bytes of the
# file, which for *.nii.gz are compressed ones. One would expect it to look at what they hold: an image of 16 x 16 x 16
# voxels of little content is valid, and below 352 bytes when it is compressed. RefacePS writes what is right and
# leaves it so.
set -euo pipefail
version=1.15.0
command -v npm >/dev/null || { echo 'npm is needed'; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund "bids-validator@$version" >npm.log 2>&1 || { cat npm.log; exit 2; }
mkdir -p study/sub-01/anat
cat >study/dataset_description.json <<'EOF'
{ "Name": "made up", "BIDSVersion": "1.9.0", "License": "CC0", "Authors": ["nobody", "no one"] }
EOF
echo 'An image that was made up.' >study/README
cat >write.js <<'EOF'
const { gzipSync } = require('zlib');
const side = 16, file = Buffer.alloc(352 + side ** 3);
file.writeInt32LE(348, 0);
[3, side, side, side, 1, 1, 1, 1].forEach((length, i) => file.writeInt16LE(length, 40 + 2 * i));
file.writeInt16LE(2, 70);
file.writeInt16LE(8, 72);
[1, 1, 1, 1].forEach((size, i) => file.writeFloatLE(size, 76 + 4 * i));
file.writeFloatLE(352, 108);
file.writeFloatLE(1, 112);
file.writeUInt8(2, 123);
file.writeInt16LE(1, 254);
[0, 5, 10].forEach(i => file.writeFloatLE(1, 280 + 4 * i));
file.write('n+1\0', 344, 'latin1');
for (let voxel = 352 + 1800; voxel < 352 + 2300; voxel++) file[voxel] = 1;
const packed = gzipSync(file);
console.log(`an image of ${file.length} bytes, ${packed.length} compressed`);
require('fs').writeFileSync('study/sub-01/anat/sub-01_T1w.nii.gz', packed);
EOF
echo "bids-validator $version"
node write.js
node_modules/.bin/bids-validator study --json >report.json 2>errors.log || true
node -e '
const { issues } = JSON.parse(require("fs").readFileSync("report.json", "utf8"));
const keys = issues.errors.map(issue => issue.key);
console.log("errors:", keys.join(", ") || "none");
process.exit(keys.includes("NIFTI_TOO_SMALL") ? 0 : 1);'
