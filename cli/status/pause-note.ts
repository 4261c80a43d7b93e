import { Tag } from '../../functions/contract.ts';
import type { Tags } from '../../functions/integration/ports.ts';
import {
  formatInstant,
  formatTagFields,
  parseInstant,
  parseTagFields,
} from '../../functions/integration/tag-fields.ts';
import { instant } from '../../functions/warning/duration-text.ts';

/** Who paused an integration, when and why. */
export interface PauseNote {
  /** Ms since the epoch. */
  readonly since: number;
  readonly by: string | undefined;
  readonly reason: string | undefined;
}

/** The value of the tag. The reason comes last, because it may have spaces. */
export function formatPauseNote({ since, by, reason }: PauseNote): string {
  return formatTagFields({ since: formatInstant(since), by: by?.replaceAll(' ', '_'), reason });
}

/** Reads the note from tags; undefined if there is none or it is malformed, because operators can edit tags. */
export function parsePauseNote(tags: Tags): PauseNote | undefined {
  const value = tags[Tag.pauseNote];
  const { since, by } = parseTagFields(value);
  const at = parseInstant(since);
  if (at === undefined) return undefined;
  return { since: at, by, reason: / reason=(.+)$/.exec(value ?? '')?.[1] };
}

/** `paused since 2026-11-25 08:00 UTC by assumed-role/Operator/ada: maintenance of Tableau`. */
export function pausedText(note: PauseNote | undefined): string {
  if (note === undefined) return 'paused by an operator';
  const by = note.by === undefined ? '' : ` by ${note.by}`;
  const reason = note.reason === undefined ? '' : `: ${note.reason}`;
  return `paused since ${instant(note.since)}${by}${reason}`;
}
