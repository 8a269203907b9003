// Repeats the volume of a NIfTI-1 file as frames of a series. Usage: frames.mjs FROM TO FRAMES SECONDS
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';

const [from, to, frames, seconds] = process.argv.slice(2);
const file = gunzipSync(readFileSync(from));
const offset = file.readFloatLE(108);
const header = Buffer.from(file.subarray(0, offset));
header.writeInt16LE(4, 40);
header.writeInt16LE(Number(frames), 48);
header.writeFloatLE(Number(seconds), 92);
header.writeUInt8((header.readUInt8(123) & 7) | 8, 123);
const volume = file.subarray(offset);
writeFileSync(to, gzipSync(Buffer.concat([header, ...Array(Number(frames)).fill(volume)]), { level: 1 }));
