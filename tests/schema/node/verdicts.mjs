// Reads lines of a view, a tab and a document; writes a line for each: whether the view's schema
// accepts it (1 or 0), and whether the component of the same title in the OpenAPI document does.
import { createInterface } from "node:readline";
import { components, schemas } from "./ajv.mjs";

const bySchema = schemas();
const byComponent = components();
const verdicts = [];
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const tab = line.indexOf("\t");
  const schema = bySchema.get(line.slice(0, tab));
  const document = JSON.parse(line.slice(tab + 1));
  const component = byComponent.get(schema.schema.title);
  verdicts.push(`${Number(schema(document))}${Number(component(document))}\n`);
}
process.stdout.write(verdicts.join(""));
