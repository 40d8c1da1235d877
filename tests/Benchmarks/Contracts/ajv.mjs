// Validates one document over and over: argument 1 is the schema. Each line on standard input is `<seconds> <document>`; each answer is the
// number of documents that were parsed and validated, and the seconds that took.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const ajv = new Ajv2020({ allowUnionTypes: true });
addFormats(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(process.argv[2], 'utf8')));

for await (const line of createInterface({ input: process.stdin })) {
  const space = line.indexOf(' ');
  const seconds = Number(line.slice(0, space));
  const bytes = readFileSync(line.slice(space + 1));
  let count = 0;
  let elapsed = 0;
  const started = process.hrtime.bigint();
  do {
    if (!validate(JSON.parse(bytes.toString('utf8')))) throw new Error(ajv.errorsText(validate.errors));
    count++;
    elapsed = Number(process.hrtime.bigint() - started) / 1e9;
  } while (elapsed < seconds);
  console.log(`${count} ${elapsed}`);
}
