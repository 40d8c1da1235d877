// Compiled, not run: what an application with the strictest settings writes against the package.
import { Authentication, type Problem, type Session, WharfClient, WharfProblemError } from 'wharf-client';
import type { FilePage, FileStatus, StoredFile } from 'wharf-client/files';
import type { User } from 'wharf-client/accounts';

const authentication = new Authentication({ apiToken: 'wt_1' }, { onSessionChanged: (session: Session | undefined) => console.log(session?.expiresAt) });
const wharf = new WharfClient({ baseUrl: 'http://127.0.0.1:5080', authentication });

export async function use(signal: AbortSignal): Promise<void> {
  const me: User = await wharf.accounts.getMe();
  const email: string | undefined = me.email;
  const page: FilePage = await wharf.files.listFiles({ status: 'ready', sort: '-created_at', limit: undefined, signal });
  const status: FileStatus | undefined = page.items[0]?.status;
  for await (const file of wharf.files.listAllFiles({ limit: 100 })) console.log(file.name, new Date(file.created_at), email, status);

  const { body, etag } = await wharf.files.getFile('id');
  const file: StoredFile | undefined = body; // undefined for 304
  const renamed: StoredFile = (await wharf.files.updateFile('id', { name: 'b' }, { ifMatch: etag })).body;
  const download = await wharf.files.downloadFile(renamed.id, { range: 'bytes=0-99' });
  const stream: ReadableStream<Uint8Array> | null = download.body;
  console.log(file, stream, download.isPartial);
  try {
    await wharf.files.uploadFiles([new File(['a'], 'a.txt'), { name: 'b', content: new Blob(['b']), contentType: 'text/plain' }]);
  } catch (error) {
    if (!(error instanceof WharfProblemError)) throw error;
    const problem: Problem = error.problem;
    console.log(problem.errors.map(({ in: place, pointer }) => `${place} ${pointer ?? ''}`), error.retryAfter);
  }
  // @ts-expect-error a status that the contract does not name
  await wharf.files.listFiles({ status: 'burnt' });
  // @ts-expect-error the name is required
  await wharf.files.updateFile('id', {});
  // @ts-expect-error an answer may be 304 and have no body
  console.log((await wharf.files.getFile('id')).body.name);
}
