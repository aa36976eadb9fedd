// Reads lines of a COCO file each; writes a line for each: nothing, or what the schema has against it.
import { createInterface } from "node:readline";
import { coco } from "./ajv.mjs";

const accepts = coco();
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const problem = accepts(JSON.parse(line)) ? "" : `${accepts.errors[0].instancePath} ${accepts.errors[0].message}`;
  console.log(problem);
}
