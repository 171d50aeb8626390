import type { SecretSources } from '../../secret';
import type { TransportSettings } from '../settings';
import { consoleTransport } from './console';
import { fileTransport } from './file';
import { httpTransport } from './http';
import type { Transport } from './transport';

export type { Delivery, Transport } from './transport';

export function createTransport(
  settings: TransportSettings,
  secrets: SecretSources,
  print: (line: string) => void,
): Transport {
  switch (settings.type) {
    case 'http':
      return httpTransport(settings, secrets);
    case 'file':
      return fileTransport(settings);
    case 'console':
      return consoleTransport(print);
  }
}
