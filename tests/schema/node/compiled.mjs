// Writes the names of what compiled, one a line.
import { components, schemas } from "./ajv.mjs";

for (const name of [...schemas().keys(), ...components().keys()]) console.log(name);
