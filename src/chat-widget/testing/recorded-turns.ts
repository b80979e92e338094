/** The turns recorded by the server's own encoder, which the C# tests read as well: both sides stay in step by them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEvent, type TurnEvent } from '../protocol/events.js';

const folder = join(import.meta.dirname, '../../../tests/fixtures/turns');

export const recordedTurns: ReadonlyMap<string, readonly TurnEvent[]> = new Map(
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => {
      const events = JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown[];
      return [file.replace('.json', ''), events.map(readEvent)];
    }),
);

export function recordedTurn(name: string): readonly TurnEvent[] {
  const events = recordedTurns.get(name);
  if (events === undefined) throw new Error(`No recorded turn is called ${name}.`);
  return events;
}
