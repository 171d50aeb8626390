import { rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

import type { CsvOptions, ScanFile } from '@mu-mesh/core';

import type { BadRow } from '../bad-rows';
import { decodeFile, needsDecoding } from '../decode';
import type { Dialect } from './dialect';
import { readHead, type CsvFile } from './header';
import { normalise, readRefused } from './normalise';
import { endsInQuotes, spacesInQuotes } from './open-quote';
import { parseRecord, type Trim } from './record';

/** The files of one scan in the form in which the engine reads them. */
export class CsvFiles {
  /** Lines with broken quotes are gone from the files. */
  normalised = false;
  private readonly made: string[] = [];
  private readonly encodings = new Map<string, string>();
  private refusedFile: string | undefined;
  private files: CsvFile[] = [];

  constructor(
    private readonly folder: string,
    private readonly dialect: Dialect,
  ) {}

  /** Decodes what is no UTF-8 and reads the first record of each file; files without any are left out. */
  async heads(files: readonly ScanFile[], options: CsvOptions): Promise<CsvFile[]> {
    const heads: CsvFile[] = [];
    for (const file of files) {
      let path = file.path;
      if (needsDecoding(file)) {
        path = this.temporary('csv');
        if (await decodeFile(file, path)) this.encodings.set(file.path, file.encoding ?? '');
      }
      const head = await readHead(file.path, path, this.dialect, options);
      if (head) heads.push(head);
    }
    return heads;
  }

  /** Whether the engine would misread the files as they are for sure; other faults show while it reads. */
  mustBeNormalised(): boolean {
    return this.dialect.comment !== '' || this.encodings.size > 0;
  }

  /** Whether a file ends inside quotes, so that the engine would drop its last rows without a word. */
  async endInQuotes(files: readonly CsvFile[]): Promise<boolean> {
    if (!this.dialect.multiLine) return false;
    for (const { path } of files) if (await endsInQuotes(path, this.dialect)) return true;
    return false;
  }

  /** Whether white space beside a quote would be dropped though it stands inside. */
  async mustKeepSpaces(files: readonly CsvFile[]): Promise<boolean> {
    for (const { path } of files) if (await spacesInQuotes(path, this.dialect)) return true;
    return false;
  }

  /** The same files without comments, broken quotes and mixed line ends. */
  async normalise(files: readonly CsvFile[], trim?: Trim): Promise<CsvFile[]> {
    this.refusedFile = this.temporary('ndjson');
    this.files = [];
    for (const file of files) {
      this.files.push(
        await normalise(
          file,
          this.dialect,
          this.temporary('csv'),
          this.refusedFile,
          this.encodings.get(file.source),
          trim,
        ),
      );
    }
    this.normalised = true;
    return this.files;
  }

  /** The lines that `normalise` took out, their fields in the order of the columns. */
  async *refused(columns: readonly string[]): AsyncGenerator<BadRow> {
    if (!this.refusedFile) return;
    const orders = new Map(this.files.map(({ source, names }) => [source, columns.map((name) => names.indexOf(name))]));
    for await (const { file, line, raw, reason } of readRefused(this.refusedFile)) {
      const { fields } = parseRecord(raw, this.dialect);
      const order = orders.get(file) ?? [];
      yield {
        file,
        line,
        raw,
        fields: order.map((at) => fields[at] ?? null),
        structural: [reason],
        native: [],
        column: null,
      };
    }
  }

  async remove(): Promise<void> {
    await Promise.all(this.made.map((path) => rm(path, { force: true })));
  }

  private temporary(extension: string): string {
    const path = join(this.folder, `ingest-${randomUUID()}.${extension}`);
    this.made.push(path);
    return path;
  }
}
