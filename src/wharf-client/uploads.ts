/** Where the bytes of a file come from. A function is called for each attempt, so that a request can be sent again. */
export type UploadContent = Blob | ByteStream | (() => ByteStream);
export type ByteStream = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** A file to upload that is not a `File`. */
export interface UploadSource {
  /** The file's name, without folders. */
  name: string;
  /**
   * Blobs go everywhere. Streams (Node's own too) are sent while they are read where `fetch` can: in Node, and in browsers that have
   * request streams, there over HTTP/2 alone.
   */
  content: UploadContent;
  /** The file's media type; the server takes `application/octet-stream` when it is not given. */
  contentType?: string | undefined;
}

/** A file to upload. */
export type Uploadable = File | UploadSource;

/** A request body, made anew for each attempt. */
export interface RequestBody {
  make(): { body: BodyInit | null; contentType?: string | undefined };
  /** Whether it can be made again once it was sent. */
  readonly canReplay: boolean;
}

/** A part's name and what goes under it: nothing, one or many. */
export type FormField = readonly [name: string, values: Iterable<Uploadable | string | undefined> | undefined];

export function jsonBody(value: unknown): RequestBody {
  const text = JSON.stringify(value);
  return { make: () => ({ body: text, contentType: 'application/json' }), canReplay: true };
}

export function streamBody(source: Uploadable, contentType: string): RequestBody {
  const { content, contentType: own } = parts(source);
  const type = contentType.includes('*') ? own ?? 'application/octet-stream' : contentType;
  return {
    make: () => ({ body: content instanceof Blob ? content : toStream(chunks(open(content))), contentType: type }),
    canReplay: replayable(content),
  };
}

/** The parts of a form by their names. Of blobs and texts alone `fetch` makes the body; with streams among them it is written here. */
export function formBody(fields: readonly FormField[]): RequestBody {
  const entries: Entry[] = fields.flatMap(([name, values]) =>
    [...values ?? []].filter((value) => value !== undefined)
      .map((value) => ({ name, value: typeof value === 'string' ? value : parts(value) })));
  const streamed = entries.some(({ value }) => typeof value !== 'string' && !(value.content instanceof Blob));
  const canReplay = entries.every(({ value }) => typeof value === 'string' || replayable(value.content));
  if (streamed) {
    return {
      make() {
        const random = [...crypto.getRandomValues(new Uint8Array(16))];
        const boundary = `wharf-${random.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
        return { body: toStream(multipart(entries, boundary)), contentType: `multipart/form-data; boundary=${boundary}` };
      },
      canReplay,
    };
  }
  const form = new FormData();
  for (const { name, value } of entries) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, typed(value.content as Blob, value.contentType), value.name);
  }
  return { make: () => ({ body: form }), canReplay };
}

interface Entry {
  name: string;
  value: string | UploadSource;
}

function parts(source: Uploadable): UploadSource {
  return source instanceof Blob ? { name: source.name, content: source, contentType: source.type || undefined } : source;
}

// A slice is another view of the same bytes: nothing is read.
function typed(blob: Blob, contentType: string | undefined): Blob {
  return contentType === undefined || blob.type === contentType ? blob : blob.slice(0, blob.size, contentType);
}

function replayable(content: UploadContent): boolean {
  return content instanceof Blob || typeof content === 'function';
}

function open(content: UploadContent): ByteStream {
  return content instanceof Blob ? content.stream() : typeof content === 'function' ? content() : content;
}

async function* multipart(entries: readonly Entry[], boundary: string): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  for (const { name, value } of entries) {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${escape(name)}"`;
    if (typeof value === 'string') {
      yield encoder.encode(`${head}\r\n\r\n${value}\r\n`);
      continue;
    }
    // A quote is escaped in a way that cannot be told from the letters %22 (WHATWG); the other spelling of the name can.
    const extended = value.name.includes('"') ? `; filename*=UTF-8''${encodeURIComponent(value.name).replace(/['()*]/g, percent)}` : '';
    const type = value.contentType === undefined ? '' : `\r\nContent-Type: ${escape(value.contentType)}`;
    yield encoder.encode(`${head}; filename="${escape(value.name)}"${extended}${type}\r\n\r\n`);
    yield* chunks(open(value.content));
    yield encoder.encode('\r\n');
  }
  yield encoder.encode(`--${boundary}--\r\n`);
}

function escape(text: string): string {
  return text.replace(/[\r\n"]/g, percent);
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

async function* chunks(stream: ByteStream): AsyncGenerator<Uint8Array, void, undefined> {
  if (Symbol.asyncIterator in stream) {
    yield* stream;
    return;
  }
  // Not every browser can iterate a stream.
  const reader = (stream as ReadableStream<Uint8Array>).getReader();
  let finished = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if ((finished = done)) return;
      yield value!;
    }
  } finally {
    if (!finished) await reader.cancel();
  }
}

// Nothing is read ahead: the queue is empty until `fetch` pulls.
function toStream(iterator: AsyncGenerator<Uint8Array, void, undefined>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await iterator.return();
    },
  }, { highWaterMark: 0 });
}
