// Chromium with the libraries and fonts that it needs, unpacked once, when it is installed: tests in
// several processes find it whole.
import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createBrotliDecompress } from "node:zlib";
import { extract } from "tar-fs";

const packed = new URL("node_modules/@sparticuz/chromium/bin/", import.meta.url);
const folder = new URL("node_modules/.chromium/", import.meta.url);

const unpack = (name, into) =>
  pipeline(createReadStream(new URL(name, packed)), createBrotliDecompress(), into);

await rm(folder, { recursive: true, force: true });
await unpack("al2023.tar.br", extract(fileURLToPath(folder)));
await unpack("fonts.tar.br", extract(fileURLToPath(folder)));
await unpack("chromium.br", createWriteStream(new URL("chromium", folder), { mode: 0o755 }));
