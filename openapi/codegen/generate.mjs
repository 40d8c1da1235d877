// Writes everything in generated/ from the contracts in openapi/: `node openapi/codegen/generate.mjs`.
//
// The build runs this when the manifest beside the output does not match (see Generate.proj). Outputs depend on the inputs alone, so that
// two machines write the same bytes: no timestamps, no tool paths, LF everywhere.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { bundleContracts } from './bundle.mjs';
import { installTools, root } from './tools.mjs';
import { writeClient } from './typescript/client.mjs';

const generated = join(root, 'generated');
const generators = ['server', 'csharp', 'typescript'];

installTools();
const inputs = ['openapi', 'package.json'].flatMap((entry) => filesBelow(join(root, entry)));
const contracts = bundleContracts({ root, contractsOut: join(generated, 'contracts'), viewsOut: join(root, 'artifacts/codegen') });
for (const generator of generators.filter((generator) => existsSync(join(root, `openapi/codegen/${generator}.nswag`)))) {
  const output = join(generated, generator);
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  for (const { name, module } of contracts) runNSwag(generator, name, module);
  if (generator === 'typescript') writeClient(join(output, 'client.ts'), contracts);
  for (const file of filesBelow(output)) tidy(file);
}
writeManifest();

function runNSwag(generator, contract, module) {
  const dll = join(root, 'node_modules/nswag/bin/binaries/Net100/dotnet-nswag.dll');
  try {
    execFileSync('dotnet', [dll, 'run', `openapi/codegen/${generator}.nswag`, `/variables:Contract=${contract},Module=${module}`],
      { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    console.error(`openapi/${contract}.yaml: error WHARF002: NSwag cannot generate the ${generator} code.\n${error.stdout}${error.stderr}`);
    process.exit(1);
  }
}

function tidy(file) {
  const lines = readFileSync(file, 'utf8').replace(/^\uFEFF/, '').replaceAll('\r\n', '\n').split('\n').map((line) => line.trimEnd());
  writeFileSync(file, lines.join('\n').replace(/\n{3,}/g, '\n\n').trimEnd() + '\n');
}

function writeManifest() {
  const outputs = ['contracts', ...generators].map((folder) => join(generated, folder)).filter(existsSync).flatMap(filesBelow);
  const lines = [...inputs, ...outputs].map((file) =>
    `${createHash('sha256').update(readFileSync(file)).digest('hex')}  ${relative(root, file).replaceAll('\\', '/')}`);
  writeFileSync(join(generated, 'manifest.sha256'), lines.join('\n') + '\n');
}

function filesBelow(path) {
  if (!readdirSync(dirname(path), { withFileTypes: true }).find((entry) => join(dirname(path), entry.name) === path)?.isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort();
}
