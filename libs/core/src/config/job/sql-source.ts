import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { SqlText } from '../../model/job';
import { readSourceText } from '../read/source-text';
import { didYouMean } from '../suggestion';
import { ConfigDocument } from '../read/document';
import { rememberLiteral } from '../position-at';
import type { CommandUse } from './command-reader';
import type { JobContext } from './job-context';

/** The SQL of a command: inline, or from the file that it names. Reports what is missing. */
export function readSql(context: JobContext, use: CommandUse, inlineKey: string, fileKey: string): SqlText | undefined {
  const { findings } = context;
  const inline = use.config[inlineKey];
  const file = use.config[fileKey];
  if (inline !== undefined && file !== undefined) {
    findings.add('CONFIG_INVALID', use.at(inlineKey), `the SQL is given twice: here and in "${fileKey}"`, {
      hint: 'Keep one of them.',
    });
    return undefined;
  }
  if (typeof inline === 'string') return inlineSql(context, use.at(inlineKey), inline);
  if (typeof file === 'string') return fileSql(context, use.at(fileKey), file);
  findings.add('CONFIG_INVALID', use.pointer, `the SQL is missing: "${inlineKey}" or "${fileKey}"`, {
    hint: 'Add one of them.',
  });
  return undefined;
}

function inlineSql({ findings }: JobContext, pointer: string, text: string): SqlText | undefined {
  if (text.trim() === '') {
    findings.add('CONFIG_INVALID', pointer, 'the SQL is empty');
    return undefined;
  }
  const sql: SqlText = { text, position: findings.document.position(pointer) };
  rememberLiteral(sql, findings.document.raw(pointer));
  return sql;
}

function fileSql({ findings }: JobContext, pointer: string, file: string): SqlText | undefined {
  const read = readSourceText(file);
  if (!('text' in read)) {
    if (read.prefix === undefined) {
      findings.add(read.code, pointer, `the SQL file "${basename(file)}" cannot be used: ${read.message}`, {
        hint: nearFile(file),
      });
    } else {
      findings.issues.push({
        code: 'SQL_SYNTAX',
        severity: 'error',
        message: read.message,
        position: new ConfigDocument(file, read.prefix).at(read.prefix.length),
      });
    }
    return undefined;
  }
  const position = { file, line: 1, column: 1 };
  if (read.text.trim() !== '') return { text: read.text, position };
  findings.issues.push({ code: 'SQL_SYNTAX', severity: 'error', message: 'the SQL file is empty', position });
  return undefined;
}

function nearFile(file: string): string | undefined {
  try {
    return didYouMean(basename(file), readdirSync(dirname(file)));
  } catch {
    return undefined;
  }
}
