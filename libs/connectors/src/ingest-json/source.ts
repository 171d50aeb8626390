import { badRowContradictions, badRows } from '../reader/bad-rows';
import { fileSource } from '../reader/file-source';
import { JSON_OPTIONS } from '../reader/json-options';

export const source = fileSource({
  type: 'IngestJSON',
  aliases: [],
  description: "Reads JSON files, one object a line (NDJSON) or one document a file, with Spark's reader options.",
  options: JSON_OPTIONS,
  keys: {},
  encoded: true,
  contradictions: ({ values, given }) => badRowContradictions(values, given),
  scan: (values, files) => ({
    kind: 'scan',
    format: 'json',
    files,
    options: {
      multiLine: values.multiLine,
      ...(values.dateFormat && { dateFormat: values.dateFormat }),
      ...(values.timestampFormat && { timestampFormat: values.timestampFormat }),
    },
    ...badRows(values),
  }),
});
