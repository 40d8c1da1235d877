// The main journey through a live server with the TypeScript SDK: `node journey.mjs http://127.0.0.1:5080`. Ends with 0 when all went well.
import assert from 'node:assert/strict';
import { createReadStream, openAsBlob } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Authentication, WharfClient, WharfProblemError } from 'wharf-client';

const [baseUrl] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'wharf-journey-'));
const signal = AbortSignal.timeout(120_000);

try {
  const authentication = new Authentication();
  const wharf = new WharfClient({ baseUrl, authentication });
  const email = `grace-${crypto.randomUUID()}@example.com`;
  const user = await wharf.accounts.registerUser({ email, password: 'correct horse battery staple', name: 'Grace' });
  authentication.signIn(await wharf.accounts.logIn({ email, password: 'correct horse battery staple' }));
  assert.equal((await wharf.accounts.getMe()).id, user.id);

  const path = join(folder, 'log.txt');
  const line = (_, i) => `line ${i}: nothing happened, at length ${i * 7919 % 104729}\n`;
  await writeFile(path, Array.from({ length: 100_000 }, line).join(''));
  const original = await readFile(path);
  const { items } = await wharf.files.uploadFiles([
    { name: 'log.txt', content: await openAsBlob(path), contentType: 'text/plain' },
    { name: 'log in a stream.txt', content: () => createReadStream(path), contentType: 'text/plain' },
  ], { signal });
  assert.deepEqual(items.map(({ name, size }) => [name, size]), [['log.txt', original.length], ['log in a stream.txt', original.length]]);
  assert.equal(items[0].sha256, items[1].sha256);

  for (const { id } of items) assert.equal((await settled(wharf, id)).status, 'ready');
  const listed = [];
  for await (const file of wharf.files.listAllFiles({ limit: 1, status: 'ready', sort: 'name' })) listed.push(file.name);
  assert.deepEqual(listed, ['log in a stream.txt', 'log.txt']);

  const { id } = items[0];
  for (const [coding, sent] of [['gzip', 'gzip'], ['identity', null]]) {
    const download = await wharf.files.downloadFile(id, { headers: { 'Accept-Encoding': coding }, signal });
    assert.equal(download.headers.get('Content-Encoding'), sent);
    assert.ok(original.equals(Buffer.from(await download.arrayBuffer())), coding);
    assert.equal(download.fileName, 'log.txt');
  }
  const part = await wharf.files.downloadFile(id, { range: 'bytes=5-104', signal });
  assert.ok(part.isPartial && original.subarray(5, 105).equals(Buffer.from(await part.arrayBuffer())));

  const { etag } = await wharf.files.getFile(id);
  const renamed = await wharf.files.updateFile(id, { name: 'März "1".txt' }, { ifMatch: etag });
  assert.equal(renamed.body.name, 'März "1".txt');
  await assert.rejects(wharf.files.updateFile(id, { name: 'late.txt' }, { ifMatch: etag }), (error) => error.status === 412);

  await wharf.files.deleteFile(id, { ifMatch: renamed.etag });
  await assert.rejects(wharf.files.getFile(id), (error) => error instanceof WharfProblemError && error.status === 404);
} finally {
  await rm(folder, { recursive: true });
}

async function settled(wharf, id) {
  for (let wait = 10; ; wait = Math.min(wait * 2, 500)) {
    const { body } = await wharf.files.getFile(id, { signal });
    if (body.status === 'ready' || body.status === 'failed') return body;
    await setTimeout(wait, undefined, { signal });
  }
}
