interface Page<TItem> {
  items: readonly TItem[];
  next_cursor?: string | null | undefined;
}

/** Follows `next_cursor` from page to page. A page is asked for when the items before it have been taken. */
export async function* followPages<TItem>(
  read: (cursor: string | undefined) => Promise<Page<TItem>>,
): AsyncGenerator<TItem, void, undefined> {
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    yield* page.items;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}
