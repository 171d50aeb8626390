import { ConfigDocument } from './read/document';
import { parseJson } from './read/json-document';
import { decodeText, readSourceText, type SourceText } from './read/source-text';

type Parser = (file: string, text: string) => ConfigDocument;

/** Reads and parses a JSON file; whatever is wrong with it is among the document's issues. */
export function loadJson(file: string): ConfigDocument {
  return documentOf(file, readSourceText(file), parseJson);
}

/** As `loadJson`, for a file that may hold secrets by mistake: messages show nothing of its text. */
export function loadConfidentialJson(file: string): ConfigDocument {
  return documentOf(file, readSourceText(file), (path, text) => parseJson(path, text, { quoteText: false }));
}

/** Reads and parses a YAML file. */
export function loadYaml(file: string): ConfigDocument {
  return documentOf(file, readSourceText(file), parseYaml);
}

/** Parses the text of a YAML file. */
export function yamlFromText(file: string, text: string): ConfigDocument {
  return parseYaml(file, text);
}

/** Parses the bytes of a JSON file. */
export function jsonFromBytes(file: string, bytes: Uint8Array): ConfigDocument {
  return documentOf(file, decodeText(bytes), parseJson);
}

/** Parses the bytes of a YAML file. */
export function yamlFromBytes(file: string, bytes: Uint8Array): ConfigDocument {
  return documentOf(file, decodeText(bytes), parseYaml);
}

/** The parser is large, and what it was used for is remembered: most commands never load it. */
function parseYaml(file: string, text: string): ConfigDocument {
  return (require('./read/yaml-document') as typeof import('./read/yaml-document')).parseYaml(file, text);
}

function documentOf(file: string, source: SourceText, parse: Parser): ConfigDocument {
  if ('text' in source) return parse(file, source.text);
  const document = new ConfigDocument(file, source.prefix ?? '');
  document.report(source.code, source.message, document.text.length);
  return document;
}
