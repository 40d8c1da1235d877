// What a Wharf server does not do on demand, against a scripted one: `node --test checks.mjs`.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { Authentication, WharfClient, WharfProblemError } from 'wharf-client';

const id = '0198c5a2-7b1c-7000-8000-000000000010';
const file = (name) => ({ id, name, content_type: 'text/plain', size: 1, sha256: '0'.repeat(64), status: 'ready', stored_size: 1,
  created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' });
const tokens = (n) => ({ access_token: `a${n}`, token_type: 'Bearer', expires_in: 900, refresh_token: `r${n}` });

async function serve(t, answer) {
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => { server.closeAllConnections(); server.close(); });
  return `http://127.0.0.1:${server.address().port}`;
}

function json(response, body, status = 200, headers = {}) {
  response.writeHead(status, { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json', ...headers });
  response.end(JSON.stringify(body));
}

async function read(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test('parameters go by their wire names and absent ones do not go', async (t) => {
  let seen;
  const baseUrl = await serve(t, (request, response) => { seen = request; json(response, { items: [], next_cursor: null }); });
  const { files } = new WharfClient({ baseUrl });
  await files.listFiles({ status: 'ready', sort: '-created_at', cursor: undefined });
  assert.equal(seen.url, '/files?status=ready&sort=-created_at');
  await files.getFile(id, { ifNoneMatch: undefined });
  for (const name of ['if-none-match', 'if-match', 'range', 'authorization', 'content-type'])
    assert.equal(seen.headers[name], undefined, name);
});

test('a server may live below a path, and a dot segment is refused', async (t) => {
  const baseUrl = await serve(t, (request, response) => json(response, { status: request.url }));
  const wharf = new WharfClient({ baseUrl: `${baseUrl}/below` });
  assert.equal((await wharf.health.getHealth()).status, '/below/_health');
  await assert.rejects(wharf.files.getFile('..'), TypeError);
});

test('a refusal is an error with the whole problem', async (t) => {
  const problem = { type: 'about:blank', title: 'Bad Request', status: 400, detail: 'The request has 1 error.', traceId: '00-abc',
    errors: [{ in: 'query', name: 'limit', pointer: '', keyword: 'maximum', message: 'limit must be <= 100' }] };
  const baseUrl = await serve(t, (_, response) => json(response, problem, 400, { 'Retry-After': '7' }));
  await assert.rejects(new WharfClient({ baseUrl }).files.listFiles({ limit: 1000 }), (error) => {
    assert.ok(error instanceof WharfProblemError);
    assert.deepEqual(error.problem, problem);
    assert.equal(error.retryAfter, 7);
    return error.message.includes('limit must be <= 100');
  });
});

test('a page of a proxy and a broken success are problems too', async (t) => {
  let [status, body, type] = [502, '<h1>Bad gateway</h1>', 'text/html'];
  const baseUrl = await serve(t, (_, response) => response.writeHead(status, { 'Content-Type': type }).end(body));
  const { health } = new WharfClient({ baseUrl });
  await assert.rejects(health.getHealth(), ({ problem }) =>
    problem.status === 502 && problem.title === 'Bad Gateway' && problem.detail === body);
  [status, type, body] = [503, 'application/problem+json', '{}'];
  await assert.rejects(health.getHealth(), ({ problem }) => problem.status === 503 && problem.errors.length === 0);
  [status, type, body] = [200, 'application/json', '<html>'];
  await assert.rejects(health.getHealth(), ({ problem, cause }) => problem.status === 200 && cause instanceof SyntaxError);
  [status, body] = [202, '{}'];
  await assert.rejects(health.getHealth(), ({ problem }) => problem.status === 202);
});

test('many calls with a stale token make one exchange', async (t) => {
  const calls = 20;
  let [refused, exchanged, admit] = [0, [], undefined];
  const allRefused = new Promise((resolve) => { admit = resolve; });
  const baseUrl = await serve(t, async (request, response) => {
    if (request.url === '/users/refresh') {
      assert.equal(request.headers.authorization, undefined);
      exchanged.push(JSON.parse(await read(request)).refresh_token);
      await allRefused;
      json(response, tokens(1));
    } else if (request.headers.authorization === 'Bearer a1') json(response, { id, roles: ['user'], created_at: '' });
    else {
      if (++refused === calls) admit();
      json(response, { title: 'Unauthorized', status: 401 }, 401);
    }
  });
  const saved = [];
  const onSessionChanged = (session) => saved.push(session);
  const authentication = new Authentication({ accessToken: 'a0', refreshToken: 'r0' }, { onSessionChanged });
  const { accounts } = new WharfClient({ baseUrl, authentication });
  await Promise.all(Array.from({ length: calls }, () => accounts.getMe()));
  assert.deepEqual(exchanged, ['r0']);
  assert.deepEqual(saved.map((session) => session.refreshToken), ['r1']);
});

test('tokens are exchanged before they expire, and a session that the server has ended ends here too', async (t) => {
  let [now, ended, refused] = [0, false, 0];
  const baseUrl = await serve(t, (request, response) => {
    if (ended || (request.url !== '/users/refresh' && request.headers.authorization === undefined)) {
      refused++;
      json(response, { title: 'Unauthorized', status: 401 }, 401);
    } else if (request.url === '/users/refresh') json(response, tokens(2));
    else json(response, { id, name: request.headers.authorization, roles: [], created_at: '' });
  });
  const authentication = new Authentication(undefined, { now: () => now });
  const { accounts } = new WharfClient({ baseUrl, authentication });
  authentication.signIn(tokens(1));
  assert.equal((await accounts.getMe()).name, 'Bearer a1');
  now = 870_000;
  assert.equal((await accounts.getMe()).name, 'Bearer a2');
  assert.equal(refused, 0);
  ended = true;
  await assert.rejects(accounts.getMe(), ({ status }) => status === 401);
  assert.equal(authentication.credentials, undefined);
});

test('an upload from a stream is on its way before the stream has ended', async (t) => {
  let firstArrived;
  const first = new Promise((resolve) => { firstArrived = resolve; });
  const baseUrl = await serve(t, async (request, response) => {
    let text = '';
    for await (const chunk of request) if ((text += chunk).includes('first')) firstArrived();
    json(response, { items: [file(/filename="([^"]*)"/.exec(text)[1] + (text.includes('second') ? ' whole' : ''))] }, 201);
  });
  async function* content() {
    yield Buffer.from('first');
    await first;
    yield Buffer.from('second');
  }
  const { files } = new WharfClient({ baseUrl });
  const uploaded = await files.uploadFiles([{ name: 'März.txt', content: content(), contentType: 'text/plain' }]);
  assert.equal(uploaded.items[0].name, 'März.txt whole');
});

test('an upload that was refused is sent again when it can be', async (t) => {
  const baseUrl = await serve(t, async (request, response) => {
    const body = await read(request);
    if (request.url === '/users/refresh') json(response, tokens(1));
    else if (request.headers.authorization === 'Bearer a1') json(response, { items: [file(String(body.includes('content')))] }, 201);
    else json(response, { title: 'Unauthorized', status: 401 }, 401);
  });
  const stale = () => new Authentication({ accessToken: 'a0', refreshToken: 'r0' });
  const upload = async (content, authentication) =>
    (await new WharfClient({ baseUrl, authentication }).files.uploadFiles([{ name: 'a', content }])).items[0].name;
  const stream = () => new Blob(['content']).stream();
  assert.equal(await upload(new Blob(['content']), stale()), 'true');
  assert.equal(await upload(stream, stale()), 'true');
  const authentication = stale();
  await assert.rejects(upload(stream(), authentication), ({ status }) => status === 401);
  assert.equal(await upload(stream(), authentication), 'true');
});

test('conditions, ranges and pages', async (t) => {
  const baseUrl = await serve(t, (request, response) => {
    const url = new URL(request.url, 'http://x');
    if (url.pathname === '/files') {
      const page = Number(url.searchParams.get('cursor') ?? 1);
      json(response, { items: [file(`${page}a`), file(`${page}b`)], next_cursor: page < 3 ? `${page + 1}` : null });
    } else if (request.headers['if-none-match'] === '"v1"') response.writeHead(304, { ETag: '"v1"' }).end();
    else if (url.pathname.endsWith('/content'))
      response.writeHead(206, { ETag: '"v1"', 'Content-Range': 'bytes 0-4/11', 'Content-Length': 5,
        'Content-Disposition': 'attachment; filename="a.txt"; filename*=UTF-8\'\'%C3%A4.txt' })
        .end(request.method === 'HEAD' ? '' : 'hello');
    else json(response, file('a'), 200, { ETag: '"v1"' });
  });
  const { files } = new WharfClient({ baseUrl });
  const { etag, body } = await files.getFile(id);
  assert.deepEqual([etag, body.name], ['"v1"', 'a']);
  assert.equal((await files.getFile(id, { ifNoneMatch: etag })).notModified, true);
  assert.equal((await files.downloadFile(id, { ifNoneMatch: etag })).notModified, true);
  const part = await files.downloadFile(id, { range: 'bytes=0-4' });
  assert.deepEqual([part.isPartial, part.contentRange, part.length, part.fileName], [true, 'bytes 0-4/11', 5, 'ä.txt']);
  assert.equal(await part.text(), 'hello');
  assert.equal((await files.downloadFileHeaders(id)).length, 5);

  const names = [];
  for await (const { name } of files.listAllFiles()) names.push(name);
  assert.deepEqual(names, ['1a', '1b', '2a', '2b', '3a', '3b']);
});
