import type { Findings } from '../findings';
import { isRecord } from '../read/document';
import { pointerTo } from '../read/pointer';
import { quoted } from '../suggestion';

/** The message of `fail_alerts` or `warning_alerts`; a channel is answered with a warning, as nothing is sent. */
export function readAlerts(findings: Findings, pointer: string, value: unknown): string | undefined {
  const list = Array.isArray(value)
    ? value.map((item, i) => ({ item: item as unknown, at: pointerTo(pointer, i) }))
    : [{ item: value, at: pointer }];
  const messages: string[] = [];
  for (const { item, at } of list) {
    if (!isRecord(item)) continue;
    if (typeof item['fail_message'] === 'string') messages.push(item['fail_message']);
    if (typeof item['channel'] !== 'string') continue;
    findings.add(
      'CONFIG_INVALID',
      pointerTo(at, 'channel'),
      `this version sends nothing to the channel ${quoted(item['channel'])}; the message is shown in the run's output`,
      {
        severity: 'warning',
        hint: 'Leave "channel" out, or keep it for a later version.',
      },
    );
  }
  return messages.length > 0 ? messages.join('; ') : undefined;
}
